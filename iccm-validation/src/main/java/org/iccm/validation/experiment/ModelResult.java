package org.iccm.validation.experiment;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.validation.statistics.Summary;

/**
 * What one model rebuilt from one engineer's contexts. Immutable.
 *
 * @param engineer the engineer's instance name
 * @param model the model's instance name
 * @param passRate over applications, each the mean of its samples; empty if nothing is scored
 * @param scored scored rollouts
 * @param complete scored rollouts that passed every report test
 * @param outcomes how many rollouts ended how
 * @param calibrated {@code (score - none) / (gold - none)} over the applications that all three
 *     have, 0 at {@code none}'s level and 1 at {@code gold}'s; empty if one of them is missing or
 *     gold is not above none
 * @since 0.1.0
 */
public record ModelResult(
    String engineer,
    String model,
    Optional<Summary> passRate,
    int scored,
    int complete,
    Map<RolloutOutcome, Integer> outcomes,
    OptionalDouble calibrated) {
  /** Copies. */
  public ModelResult {
    outcomes = Map.copyOf(outcomes);
  }
}
