package org.iccm.api.application;

/**
 * What an application may be used for.
 *
 * @since 0.1.0
 */
public enum Split {
  /** Training. */
  TRAIN,
  /** Validation only. */
  HOLDOUT
}
