package org.iccm.validation.experiment;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.validation.statistics.Summary;

/**
 * What all models rebuilt from one engineer's contexts. Immutable.
 *
 * @param name the engineer's instance name
 * @param leaking whether it is a control outside the gate
 * @param models by model, in the plan's order
 * @param acrossModels the models' mean pass rates; empty if nothing is scored
 * @param acrossApplications the applications' pass rates, each the mean over models; its interval
 *     says how sure the mean is for other applications of this kind; empty if nothing is scored
 * @param calibrated mean of the models' calibrated scores; empty if no model has one
 * @since 0.1.0
 */
public record EngineerResult(
    String name,
    boolean leaking,
    List<ModelResult> models,
    Optional<Summary> acrossModels,
    Optional<Summary> acrossApplications,
    OptionalDouble calibrated) {
  /** Copies. */
  public EngineerResult {
    models = List.copyOf(models);
  }

  /**
   * The mean over models of the mean over applications of the mean over samples.
   *
   * @return 0 to 1; empty if nothing is scored
   */
  public OptionalDouble meanPassRate() {
    return acrossModels.map(s -> OptionalDouble.of(s.mean())).orElse(OptionalDouble.empty());
  }

  /**
   * Sample standard deviation of the models' means.
   *
   * @return at least 0; empty with fewer than two models
   */
  public OptionalDouble stdAcrossModels() {
    return acrossModels.map(Summary::std).orElse(OptionalDouble.empty());
  }

  /**
   * Scored rollouts.
   *
   * @return of all models
   */
  public int scored() {
    return models.stream().mapToInt(ModelResult::scored).sum();
  }

  /**
   * How many rollouts ended how.
   *
   * @return of all models, in the order of the outcomes
   */
  public Map<RolloutOutcome, Integer> outcomes() {
    Map<RolloutOutcome, Integer> all = new EnumMap<>(RolloutOutcome.class);
    models.forEach(m -> m.outcomes().forEach((o, n) -> all.merge(o, n, Integer::sum)));
    return all;
  }
}
