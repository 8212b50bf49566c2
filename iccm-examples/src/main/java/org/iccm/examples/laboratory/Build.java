package org.iccm.examples.laboratory;

/**
 * How a program's source is built. Both mean the same.
 *
 * @since 0.1.0
 */
public enum Build {
  /** Statements one after the other: loops, {@code continue}, assignments under {@code if}. */
  STATEMENTS,
  /** Expressions: comprehensions, remainders, {@code min} and {@code max}, named constants. */
  EXPRESSIONS
}
