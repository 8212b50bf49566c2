package org.iccm.harness.doctor;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.RunnerCard;
import org.iccm.harness.policy.Limit;

/**
 * One runner on this host.
 *
 * @param name the runner's
 * @param card what it says of itself; empty if it does not work here
 * @param fault why it does not work here; else empty
 * @param limits limit by limit; empty if it does not work here
 * @param readBack what the kernel says inside, by name
 * @since 0.1.0
 */
public record RunnerDiagnosis(
    String name,
    Optional<RunnerCard> card,
    String fault,
    List<LimitDiagnosis> limits,
    Map<String, String> readBack) {
  /** Copies the collections. */
  public RunnerDiagnosis {
    limits = List.copyOf(limits);
    readBack = Map.copyOf(readBack);
  }

  /**
   * Whether rewards can be taken from it.
   *
   * @return true if it works and no limit is absent
   */
  public boolean usable() {
    return card.isPresent() && card.get().refusedLimits().isEmpty() && overstated().isEmpty();
  }

  /**
   * Limits of which the card claims more than the probes show.
   *
   * @return names of limits
   */
  public List<String> overstated() {
    return limits.stream()
        .filter(LimitDiagnosis::overstated)
        .map(LimitDiagnosis::limit)
        .map(Limit::key)
        .toList();
  }

  /**
   * How many limits the card calls so.
   *
   * @param state a state
   * @return number of limits
   */
  public long count(LimitState state) {
    return limits.stream().filter(l -> l.claimed() == state).count();
  }
}
