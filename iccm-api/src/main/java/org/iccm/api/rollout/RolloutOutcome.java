package org.iccm.api.rollout;

/**
 * What became of a rollout.
 *
 * @since 0.1.0
 */
public enum RolloutOutcome {
  /** The tests ran: scored by the share of the inventory passed. */
  COMPLETED(true),
  /** The gate did not admit the context: 0. */
  CONTEXT_REJECTED(true),
  /** No file could be read from the answer: 0. */
  UNPARSEABLE(true),
  /** The answer was cut at its length limit and nothing of it could be run: 0. */
  TRUNCATED(true),
  /** Scope UNIT: the answer cannot take the unit's place, the detail says why: 0. */
  UNSPLICEABLE(true),
  /** The candidate could not be imported: 0. */
  CANDIDATE_BROKEN(true),
  /** Over the time limit: 0. */
  TIMEOUT(true),
  /** Over the memory limit: 0. */
  OUT_OF_MEMORY(true),
  /** The report was forged: 0. */
  TAMPERED(true),
  /** Model or server failed: left out, never a zero. */
  NO_COMPLETION(false),
  /** Sandbox failed: left out, never a zero. */
  INFRASTRUCTURE(false),
  /** Scope UNIT: no test that counts reaches the unit, so nothing can judge it: left out. */
  UNREACHED(false),
  /** Not there. */
  CANCELLED(false);

  private final boolean scored;

  RolloutOutcome(boolean scored) {
    this.scored = scored;
  }

  /**
   * Whether it has a score.
   *
   * @return false if it must be left out
   */
  public boolean scored() {
    return scored;
  }
}
