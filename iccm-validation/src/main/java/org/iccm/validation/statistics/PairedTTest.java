package org.iccm.validation.statistics;

import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * Student's one-tailed t-test on paired values: is the first above the second by more than chance?
 *
 * @param n how many pairs, at least 1
 * @param meanDifference mean of first minus second
 * @param standardError of that mean; empty for a single pair
 * @param t the statistic; empty if the differences do not vary or there is one pair
 * @param pOneTailed probability of a {@code t} at least this high if the first is not above the
 *     second; empty where {@code t} is
 * @param effectSize Cohen's d of paired values: mean difference by its standard deviation; empty
 *     where {@code t} is
 * @param interval two-sided interval of the mean difference at {@link Summary#CONFIDENCE}; empty
 *     for a single pair
 * @since 0.1.0
 */
public record PairedTTest(
    int n,
    double meanDifference,
    OptionalDouble standardError,
    OptionalDouble t,
    OptionalDouble pOneTailed,
    OptionalDouble effectSize,
    Optional<Interval> interval) {

  /** Differences that vary less than this are the same but for rounding. */
  private static final double NO_SPREAD = 1e-12;

  /**
   * Tests pairs.
   *
   * @param first the values that are asked to be higher
   * @param second the values they are compared with, same order, same length
   * @return the result; empty without pairs
   * @throws IllegalArgumentException if the lengths differ or a value is not finite
   */
  public static Optional<PairedTTest> of(double[] first, double[] second) {
    if (first.length != second.length) {
      throw new IllegalArgumentException(
          first.length + " values cannot be paired with " + second.length);
    }
    double[] differences = new double[first.length];
    for (int i = 0; i < first.length; i++) {
      differences[i] = first[i] - second[i];
    }
    return Summary.of(differences).map(PairedTTest::of);
  }

  private static PairedTTest of(Summary d) {
    if (d.std().isEmpty() || d.std().getAsDouble() < NO_SPREAD) {
      return new PairedTTest(
          d.n(),
          d.mean(),
          d.standardError(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          OptionalDouble.empty(),
          d.interval());
    }
    double t = d.mean() / d.standardError().orElseThrow();
    double p = new TDistribution(null, d.n() - 1).cumulativeProbability(-t);
    return new PairedTTest(
        d.n(),
        d.mean(),
        d.standardError(),
        OptionalDouble.of(t),
        OptionalDouble.of(p),
        OptionalDouble.of(d.mean() / d.std().getAsDouble()),
        d.interval());
  }
}
