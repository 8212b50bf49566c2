package org.iccm.training.reward;

/**
 * How terms of different spread are made comparable before they are added: otherwise the one that
 * varies most decides alone, whatever the weights say.
 *
 * @since 0.1.0
 */
public enum TermScaling {
  /** Terms are added as they are. */
  NONE,
  /**
   * Every term is brought to the first one's running spread; the first stays as it is, so that the
   * sum keeps its unit and a KL coefficient its meaning.
   */
  FIRST,
  /** Every term is divided by its own running spread. */
  UNIT
}
