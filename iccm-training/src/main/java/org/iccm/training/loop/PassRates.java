package org.iccm.training.loop;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.UnitId;
import org.iccm.api.rollout.Rollout;
import org.iccm.training.reward.SampledVariance;

/**
 * The terms {@code mean}, share of the reward group's tests that pass, and {@code variance} over
 * models, corrected for the noise of few samples. Each is the mean over units; the mean's of means
 * over models of means over samples.
 *
 * @param leastMean below this mean there is no variance: uniformly bad is not to be rewarded
 * @since 0.1.0
 */
public record PassRates(double leastMean) implements RolloutTerms {
  /** Name of the first term. */
  public static final String MEAN = "mean";

  /** Name of the second term. */
  public static final String VARIANCE = "variance";

  /** Checks the range. */
  public PassRates {
    if (!(leastMean >= 0 && leastMean <= 1)) {
      throw new IllegalArgumentException("leastMean must be 0 to 1, is " + leastMean);
    }
  }

  @Override
  public String describe() {
    return "pass rates of the reward group, variance from a mean of " + leastMean;
  }

  @Override
  public Map<String, Double> of(List<Rollout> rollouts) {
    Map<Set<UnitId>, Map<String, List<Double>>> units = new LinkedHashMap<>();
    for (Rollout r : rollouts) {
      r.score(TestGroup.REWARD)
          .ifPresent(
              score ->
                  units
                      .computeIfAbsent(r.units(), u -> new TreeMap<>())
                      .computeIfAbsent(r.model(), m -> new ArrayList<>())
                      .add(score));
    }
    Map<String, Double> terms = new LinkedHashMap<>();
    if (!units.isEmpty()) {
      double mean =
          units.values().stream().mapToDouble(PassRates::mean).sorted().average().orElseThrow();
      terms.put(MEAN, mean);
      double variance =
          units.values().stream().mapToDouble(PassRates::variance).sorted().average().orElseThrow();
      if (Double.isFinite(variance) && mean >= leastMean) {
        terms.put(VARIANCE, variance);
      }
    }
    return terms;
  }

  private static double mean(Map<String, List<Double>> byModel) {
    return byModel.values().stream().mapToDouble(PassRates::mean).average().orElseThrow();
  }

  private static double mean(List<Double> scores) {
    // In one order, whatever finished first: sums of doubles depend on it.
    return scores.stream().sorted().mapToDouble(Double::doubleValue).average().orElseThrow();
  }

  private static double variance(Map<String, List<Double>> byModel) {
    return SampledVariance.corrected(
        byModel.values().stream()
            .map(l -> l.stream().sorted().mapToDouble(Double::doubleValue).toArray())
            .toArray(double[][]::new));
  }
}
