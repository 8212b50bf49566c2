package org.iccm.examples.laboratory;

/**
 * The kinds of facts that generated functions are made of, in the order in which they act.
 *
 * @since 0.1.0
 */
public enum FactKind {
  /** What is an error, and its message. */
  GUARD,
  /** What comes out for nothing or a single one. */
  SPECIAL,
  /** Which entries count, or how much is free. */
  FILTER,
  /** How a number comes out of the entries. */
  MEASURE,
  /** A share added or taken off. */
  SCALE,
  /** A border, and what is added or taken off on one side of it. */
  BAND,
  /** Multiples that are rounded to. */
  ROUND,
  /** The largest or smallest value. */
  CLAMP,
  /** How the number is put into a text. */
  FORM,
  /**
   * What the disclosed signature shows or anybody would do anyway: a parameter's default, the
   * result's type, an argument left as it was. Tests hold it; a rebuilder does not need it.
   */
  PLAIN
}
