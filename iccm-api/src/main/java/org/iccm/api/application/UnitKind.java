package org.iccm.api.application;

/**
 * Kind of a code unit.
 *
 * @since 0.1.0
 */
public enum UnitKind {
  /** A function outside a class. */
  FUNCTION,
  /** A class. */
  CLASS,
  /** A function inside a class. */
  METHOD
}
