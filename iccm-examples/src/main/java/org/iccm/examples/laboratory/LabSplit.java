package org.iccm.examples.laboratory;

/**
 * What a generated program may be used for. No program is in two of them.
 *
 * @since 0.1.0
 */
public enum LabSplit {
  /** Supervised training. */
  PHASE1(50_000),
  /** Prompts of reconstruction-guided training; the same distribution, other programs. */
  PHASE3(1_000),
  /** For early stopping and gates: unseen combinations, others than {@link #H2}'s. */
  VALIDATION(200),
  /** Hold-out: every number of two or more digits and every word that is a constant is unseen. */
  H1(200),
  /** Hold-out, the headline: known families and kinds in combinations that training never shows. */
  H2(200),
  /** Hold-out: families that training never shows. */
  H3(200);

  private final int size;

  LabSplit(int size) {
    this.size = size;
  }

  /**
   * How many programs the plan has; a stream goes on behind them.
   *
   * @return a number of programs
   */
  public int size() {
    return size;
  }
}
