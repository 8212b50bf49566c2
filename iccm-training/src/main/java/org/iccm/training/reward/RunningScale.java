package org.iccm.training.reward;

import java.util.List;

/**
 * The spread of a term inside groups, as an average over updates that forgets. Inside groups,
 * because a baseline takes off what differs between prompts: only this part of a term's variance
 * reaches the gradient. Not thread-safe.
 */
final class RunningScale {
  private final double decay;
  private double sum;
  private double weight;

  /**
   * What is remembered.
   *
   * @param sum decayed sum of variances
   * @param weight decayed number of updates
   */
  record State(double sum, double weight) {}

  /** A scale that has seen nothing; each update counts {@code decay} times the next one. */
  RunningScale(double decay) {
    this.decay = decay;
  }

  /** Takes an update's groups in; values that are NaN do not count. */
  void add(List<double[]> groups) {
    double variances = 0;
    int counted = 0;
    for (double[] group : groups) {
      double variance = variance(group);
      if (!Double.isNaN(variance)) {
        variances += variance;
        counted++;
      }
    }
    if (counted > 0) {
      sum = decay * sum + (1 - decay) * variances / counted;
      weight = decay * weight + (1 - decay);
    }
  }

  /** Unbiased variance of what is not NaN; NaN if that is fewer than two. */
  static double variance(double[] values) {
    double total = 0;
    int n = 0;
    for (double v : values) {
      if (!Double.isNaN(v)) {
        total += v;
        n++;
      }
    }
    if (n < 2) {
      return Double.NaN;
    }
    double mean = total / n;
    double squares = 0;
    for (double v : values) {
      if (!Double.isNaN(v)) {
        squares += (v - mean) * (v - mean);
      }
    }
    return squares / (n - 1);
  }

  /** The standard deviation; NaN before the first group. */
  double deviation() {
    return weight == 0 ? Double.NaN : Math.sqrt(sum / weight);
  }

  State state() {
    return new State(sum, weight);
  }

  void restore(State state) {
    this.sum = state.sum;
    this.weight = state.weight;
  }
}
