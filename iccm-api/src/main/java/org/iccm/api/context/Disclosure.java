package org.iccm.api.context;

/**
 * What every model is told about the interface, whatever the context; it costs the engineer no
 * budget.
 *
 * @since 0.1.0
 */
public enum Disclosure {
  /** Module paths, names and parameters. */
  SIGNATURES,
  /** Module paths only. */
  PATHS,
  /** Nothing. */
  NONE
}
