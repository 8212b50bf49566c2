package org.iccm.validation.statistics;

import java.util.Arrays;
import java.util.Collection;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * Mean and spread of independent values.
 *
 * @param n how many values, at least 1
 * @param mean their mean
 * @param std their sample standard deviation (divisor n - 1); empty for a single value
 * @param standardError {@code std / sqrt(n)}; empty for a single value
 * @since 0.1.0
 */
public record Summary(int n, double mean, OptionalDouble std, OptionalDouble standardError) {
  /** The level of {@link #interval()}. */
  public static final double CONFIDENCE = 0.95;

  /**
   * Sums up values.
   *
   * @param values any number of finite values
   * @return the summary; empty without values
   */
  public static Optional<Summary> of(Collection<Double> values) {
    return of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }

  /**
   * Sums up values.
   *
   * @param values any number of finite values
   * @return the summary; empty without values
   */
  public static Optional<Summary> of(double... values) {
    if (values.length == 0) {
      return Optional.empty();
    }
    if (!Arrays.stream(values).allMatch(Double::isFinite)) {
      throw new IllegalArgumentException("not every value is finite: " + Arrays.toString(values));
    }
    DescriptiveStatistics all = new DescriptiveStatistics(values);
    if (values.length == 1) {
      return Optional.of(
          new Summary(1, all.getMean(), OptionalDouble.empty(), OptionalDouble.empty()));
    }
    double std = all.getStandardDeviation();
    return Optional.of(
        new Summary(
            values.length,
            all.getMean(),
            OptionalDouble.of(std),
            OptionalDouble.of(std / Math.sqrt(values.length))));
  }

  /**
   * The mean's two-sided confidence interval by Student's t.
   *
   * @return at {@link #CONFIDENCE}; empty for a single value
   */
  public Optional<Interval> interval() {
    if (standardError.isEmpty()) {
      return Optional.empty();
    }
    double half = quantile(n - 1) * standardError.getAsDouble();
    return Optional.of(new Interval(mean - half, mean + half));
  }

  /** Student's t for the two-sided interval. */
  static double quantile(int degreesOfFreedom) {
    return new TDistribution(null, degreesOfFreedom)
        .inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
  }
}
