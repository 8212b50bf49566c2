package org.iccm.core.reward;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.iccm.api.application.TestGroup;
import org.iccm.api.reward.RewardInput;
import org.iccm.api.rollout.Rollout;

/**
 * Pass rates of one context by model, of the reward group. A model counts only with all its
 * expected samples scored: a mean over fewer would be another measure.
 */
final class PassRates {
  private final Map<String, List<Double>> byModel = new LinkedHashMap<>();
  private final boolean complete;

  private PassRates(RewardInput input) {
    for (Rollout r : input.rollouts()) {
      r.score(TestGroup.REWARD)
          .ifPresent(s -> byModel.computeIfAbsent(r.model(), m -> new ArrayList<>()).add(s));
    }
    byModel.values().removeIf(scores -> scores.size() < input.expectedSamples());
    complete =
        !input.expectedModels().isEmpty() && byModel.keySet().containsAll(input.expectedModels());
  }

  static PassRates of(RewardInput input) {
    return new PassRates(input);
  }

  /** Whether every expected model has all its samples. */
  boolean complete() {
    return complete;
  }

  /** Mean over models of their sample means. */
  OptionalDouble mean() {
    return complete ? means().stream().mapToDouble(d -> d).average() : OptionalDouble.empty();
  }

  /** The worst model's mean. */
  OptionalDouble minimum() {
    return complete ? means().stream().mapToDouble(d -> d).min() : OptionalDouble.empty();
  }

  /**
   * Variance over models of their sample means, M-1 in the denominator, less what sampling noise
   * adds to it: the mean of s²/k, with s² unbiased; only where k is at least 2. May be below zero:
   * clipping would bias it.
   */
  OptionalDouble variance() {
    List<Double> means = means();
    if (!complete || means.size() < 2) {
      return OptionalDouble.empty();
    }
    double between = unbiased(means);
    double noise = 0;
    for (List<Double> scores : byModel.values()) {
      if (scores.size() >= 2) {
        noise += unbiased(scores) / scores.size();
      }
    }
    return OptionalDouble.of(between - noise / byModel.size());
  }

  private List<Double> means() {
    return byModel.values().stream()
        .map(s -> s.stream().mapToDouble(d -> d).average().orElseThrow())
        .toList();
  }

  private static double unbiased(List<Double> values) {
    double mean = values.stream().mapToDouble(d -> d).average().orElseThrow();
    return values.stream().mapToDouble(v -> (v - mean) * (v - mean)).sum() / (values.size() - 1);
  }
}
