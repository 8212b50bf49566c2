package org.iccm.api.testing;

/**
 * What became of a whole run.
 *
 * @since 0.1.0
 */
public enum RunOutcome {
  /** The tests ran. */
  COMPLETED,
  /** Nothing could be imported or collected because of the candidate. */
  CANDIDATE_BROKEN,
  /** Over the time limit. */
  TIMEOUT,
  /** Over the memory limit. */
  OUT_OF_MEMORY,
  /** The report's parts contradict each other: somebody forged one. */
  TAMPERED,
  /** The sandbox failed; says nothing about the candidate, never scored. */
  INFRASTRUCTURE
}
