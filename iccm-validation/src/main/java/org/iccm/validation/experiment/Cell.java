package org.iccm.validation.experiment;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.iccm.api.rollout.RolloutOutcome;

/**
 * One engineer's contexts for one application, rebuilt by one model. Immutable.
 *
 * @param engineer the engineer's instance name
 * @param model the model's instance name
 * @param application the application's id
 * @param samples the report group's pass rate of each scored sample, 0 to 1, by sample
 * @param outcomes how many rollouts ended how; unscored ones are counted here alone
 * @since 0.1.0
 */
public record Cell(
    String engineer,
    String model,
    String application,
    List<Double> samples,
    Map<RolloutOutcome, Integer> outcomes) {
  /** Copies. */
  public Cell {
    samples = List.copyOf(samples);
    outcomes = Map.copyOf(outcomes);
  }

  /**
   * The mean over samples.
   *
   * @return 0 to 1; empty if no sample is scored
   */
  public OptionalDouble passRate() {
    return samples.stream().mapToDouble(Double::doubleValue).average();
  }
}
