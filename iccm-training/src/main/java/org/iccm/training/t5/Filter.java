package org.iccm.training.t5;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Temperature, then top-k, then top-p, in the reference's order and meaning: top-k keeps all that
 * equal the k-th; top-p keeps the fewest of the likeliest that reach the share, at least one.
 */
final class Filter {
  private static final float OUT = Float.NEGATIVE_INFINITY;

  private final GenerationOptions options;

  Filter(GenerationOptions options) {
    this.options = options;
  }

  /** The id at which the distribution function, in the ids' order, passes the number. */
  int draw(float[] scores, double number) {
    apply(scores);
    double[] shares = shares(scores);
    double passed = 0;
    int last = 0;
    for (int i = 0; i < shares.length; i++) {
      if (shares[i] > 0) {
        last = i;
        passed += shares[i];
        if (passed > number) {
          return i;
        }
      }
    }
    return last;
  }

  private void apply(float[] scores) {
    float temperature = (float) options.temperature();
    for (int i = 0; i < scores.length; i++) {
      scores[i] /= temperature;
    }
    if (options.topK() > 0 && options.topK() < scores.length) {
      float[] sorted = scores.clone();
      Arrays.sort(sorted);
      float least = sorted[sorted.length - options.topK()];
      for (int i = 0; i < scores.length; i++) {
        if (scores[i] < least) {
          scores[i] = OUT;
        }
      }
    }
    if (options.topP() < 1) {
      double[] shares = shares(scores);
      int[] order =
          IntStream.range(0, scores.length)
              .boxed()
              .sorted(Comparator.comparingDouble(i -> shares[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      double sum = 0;
      for (int i = 0; i < order.length - 1; i++) {
        sum += shares[order[i]];
        if (sum > 1 - options.topP()) {
          break;
        }
        scores[order[i]] = OUT;
      }
    }
  }

  private static double[] shares(float[] scores) {
    float best = OUT;
    for (float s : scores) {
      best = Math.max(best, s);
    }
    double[] shares = new double[scores.length];
    double sum = 0;
    for (int i = 0; i < scores.length; i++) {
      shares[i] = Math.exp((double) scores[i] - best);
      sum += shares[i];
    }
    for (int i = 0; i < scores.length; i++) {
      shares[i] /= sum;
    }
    return shares;
  }
}
