package org.iccm.harness.mutation;

/**
 * Kinds of small changes.
 *
 * @since 0.1.0
 */
public enum MutationOperator {
  /** A comparison becomes its neighbour or opposite: {@code <} and {@code <=}, {@code in}. */
  COMPARISON,
  /** An arithmetic or bit operator becomes another: {@code +} and {@code -}. */
  ARITHMETIC,
  /** {@code and} and {@code or}, {@code not x} and {@code x}, {@code True} and {@code False}. */
  BOOLEAN,
  /** A number becomes larger or smaller by one. */
  CONSTANT,
  /** A returned value becomes {@code None}. */
  RETURN_VALUE,
  /** A statement with an effect is taken out. */
  STATEMENT,
  /** A condition is negated. */
  CONDITION
}
