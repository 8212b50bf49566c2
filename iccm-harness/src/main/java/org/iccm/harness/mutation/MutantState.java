package org.iccm.harness.mutation;

/**
 * What became of a mutant.
 *
 * @since 0.1.0
 */
public enum MutantState {
  /** At least one test noticed it. */
  KILLED,
  /** All tests passed: the suite is blind there, or the change makes no difference. */
  SURVIVED,
  /** It ran out of time or memory, twice: noticed too, but by no test in particular. */
  TIMEOUT,
  /** It could not be imported: any test would notice, so it tells nothing about these. */
  BROKEN,
  /** The sandbox failed, twice: not known. */
  UNDECIDED
}
