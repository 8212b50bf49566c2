package org.iccm.examples.laboratory;

/** A rule that makes one number of another. */
interface Stage extends Rule {
  /** What it makes of a number. */
  long end(long number);

  @Override
  default void apply(Run run) {
    run.total = end(run.total);
  }
}
