package org.iccm.api.context;

/**
 * What a model rebuilds.
 *
 * @since 0.1.0
 */
public enum Scope {
  /** Everything at once: what validation reports. */
  APPLICATION,
  /** One function or class, the rest stays original: what training and attribution use. */
  UNIT
}
