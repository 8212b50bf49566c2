package org.iccm.training.t5;

/** The chance in sampling: one number per row and step, so that a row's luck is its own. */
@FunctionalInterface
interface Draws {
  /**
   * A number of the row for the step.
   *
   * @return at least 0, below 1
   */
  double next(int row, int step);
}
