package org.iccm.training.run;

import java.util.List;

/**
 * How a phase ended. Immutable and thread-safe.
 *
 * @param phase its name
 * @param reason why it was over
 * @param steps steps taken
 * @param seconds time spent on steps, over all processes
 * @param gates what its gates found; the first that is not passed is the last
 * @since 0.1.0
 */
public record PhaseOutcome(
    String phase, String reason, long steps, double seconds, List<GateResult> gates) {
  /** Keeps the gates as they are. */
  public PhaseOutcome {
    gates = List.copyOf(gates);
  }

  /** Returns whether all gates were passed. */
  public boolean passed() {
    return gates.stream().allMatch(GateResult::passed);
  }
}
