package org.iccm.training.policy;

import java.util.SplittableRandom;

/** Mean and variance of draws of a vector, along some directions and over all coordinates. */
final class Moments {
  private final double[][] directions;
  private final double[] sums;
  private final double[] squares;
  private final double[] means;
  private double total;
  private int count;

  private Moments(double[][] directions, int size) {
    this.directions = directions;
    this.sums = new double[directions.length];
    this.squares = new double[directions.length];
    this.means = new double[size];
  }

  /** Along the given vector and four random ones. */
  static Moments along(double[] vector, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    double[][] directions = new double[5][];
    directions[0] = unit(vector);
    for (int d = 1; d < directions.length; d++) {
      double[] other = new double[vector.length];
      for (int i = 0; i < other.length; i++) {
        other[i] = random.nextGaussian();
      }
      directions[d] = unit(other);
    }
    return new Moments(directions, vector.length);
  }

  static Moments alongOnly(double[] vector) {
    return new Moments(new double[][] {unit(vector)}, vector.length);
  }

  void add(double[] draw) {
    count++;
    for (int d = 0; d < directions.length; d++) {
      double x = dot(directions[d], draw);
      sums[d] += x;
      squares[d] += x * x;
    }
    for (int i = 0; i < draw.length; i++) {
      means[i] += draw[i];
      total += draw[i] * draw[i];
    }
  }

  /** Largest distance of the mean from the expected vector, in its standard errors. */
  double worst(double[] expected) {
    double worst = 0;
    for (int d = 0; d < directions.length; d++) {
      double mean = sums[d] / count;
      double error = Math.sqrt((squares[d] / count - mean * mean) / (count - 1));
      worst = Math.max(worst, Math.abs(mean - dot(directions[d], expected)) / error);
    }
    return worst;
  }

  /** Variance summed over all coordinates. */
  double variance() {
    double squared = 0;
    for (double m : means) {
      squared += m / count * (m / count);
    }
    return total / count - squared;
  }

  double[] mean() {
    double[] mean = means.clone();
    for (int i = 0; i < mean.length; i++) {
      mean[i] /= count;
    }
    return mean;
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static double[] times(double[] a, double by) {
    double[] result = a.clone();
    for (int i = 0; i < a.length; i++) {
      result[i] *= by;
    }
    return result;
  }

  private static double[] unit(double[] a) {
    return times(a, 1 / Math.sqrt(dot(a, a)));
  }
}
