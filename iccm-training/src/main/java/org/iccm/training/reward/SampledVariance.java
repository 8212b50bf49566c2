package org.iccm.training.reward;

/**
 * Variance over models, less what sampling adds to it. The variance of means of k samples is the
 * models' own plus the mean of {@code s^2/k}; taking the latter off (unbiased {@code s^2}) leaves
 * an unbiased estimate of the former.
 *
 * @since 0.1.0
 */
public final class SampledVariance {
  private SampledVariance() {}

  /**
   * The corrected variance.
   *
   * @param byModel for each of at least two models, its scores; models may differ in their number
   * @return the estimate, M-1 in the denominator; below 0 by chance, since clipping would bias it;
   *     NaN if a model has fewer than two scores or there are fewer than two models
   */
  public static double corrected(double[][] byModel) {
    if (byModel.length < 2) {
      return Double.NaN;
    }
    double[] means = new double[byModel.length];
    double noise = 0;
    for (int m = 0; m < byModel.length; m++) {
      double[] scores = byModel[m];
      for (double s : scores) {
        means[m] += s / scores.length;
      }
      double variance = 0;
      for (double s : scores) {
        variance += (s - means[m]) * (s - means[m]) / (scores.length - 1);
      }
      noise += scores.length < 2 ? Double.NaN : variance / scores.length / byModel.length;
    }
    return RunningScale.variance(means) - noise;
  }
}
