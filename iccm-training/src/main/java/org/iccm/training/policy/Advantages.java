package org.iccm.training.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rewards less their baselines. The penalty (beta times KL) has its baseline apart from the
 * reward's, since a token's credit divides the reward only; both are scaled alike.
 */
final class Advantages {
  private static final double EPSILON = 1e-4;

  /** A sample's. */
  record Advantage(double reward, double penalty) {
    static final Advantage NONE = new Advantage(Double.NaN, Double.NaN);

    boolean counts() {
      return !Double.isNaN(reward);
    }
  }

  private final List<List<Advantage>> groups = new ArrayList<>();
  private int counted;

  private Advantages() {}

  /**
   * Computes a batch's.
   *
   * @param rewards by group and sample, NaN if it cannot be said
   * @param penalties likewise, what is taken off each reward; 0 without a KL in the reward
   */
  static Advantages of(Estimator estimator, List<double[]> rewards, List<double[]> penalties) {
    Advantages result = new Advantages();
    if (estimator == Estimator.REINFORCE) {
      double[] all = rewards.stream().flatMapToDouble(Arrays::stream).toArray();
      double[] off = penalties.stream().flatMapToDouble(Arrays::stream).toArray();
      List<Advantage> advantages = within(estimator, all, off);
      int from = 0;
      for (double[] group : rewards) {
        result.groups.add(List.copyOf(advantages.subList(from, from + group.length)));
        from += group.length;
      }
    } else {
      for (int g = 0; g < rewards.size(); g++) {
        result.groups.add(within(estimator, rewards.get(g), penalties.get(g)));
      }
    }
    result.counted =
        (int) result.groups.stream().flatMap(List::stream).filter(Advantage::counts).count();
    return result;
  }

  private static List<Advantage> within(Estimator estimator, double[] rewards, double[] penalties) {
    double[] off = new double[rewards.length];
    double[] sums = new double[rewards.length];
    int n = 0;
    for (int i = 0; i < rewards.length; i++) {
      boolean counts = !Double.isNaN(rewards[i]);
      off[i] = counts ? penalties[i] : Double.NaN;
      sums[i] = rewards[i] - penalties[i];
      n += counts ? 1 : 0;
    }
    List<Advantage> advantages = new ArrayList<>();
    double scale = n < 2 ? Double.NaN : scale(estimator, sums, n);
    double[] above = centred(rewards, n);
    double[] more = centred(off, n);
    for (int i = 0; i < rewards.length; i++) {
      advantages.add(
          n < 2 || Double.isNaN(rewards[i])
              ? Advantage.NONE
              : new Advantage(scale * above[i], -scale * more[i]));
    }
    return advantages;
  }

  private static double scale(Estimator estimator, double[] sums, int n) {
    return switch (estimator) {
      case REINFORCE, DR_GRPO -> 1;
      case RLOO -> n / (n - 1.0);
      case GRPO -> {
        double squares = 0;
        for (double d : centred(sums, n)) {
          squares += Double.isNaN(d) ? 0 : d * d;
        }
        yield 1 / (Math.sqrt(squares / (n - 1)) + EPSILON);
      }
    };
  }

  /** Values less their mean; exactly 0 where all are equal, NaN where they are. */
  private static double[] centred(double[] values, int n) {
    double sum = 0;
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double v : values) {
      if (!Double.isNaN(v)) {
        sum += v;
        least = Math.min(least, v);
        most = Math.max(most, v);
      }
    }
    double mean = least == most ? least : sum / n;
    return Arrays.stream(values).map(v -> v - mean).toArray();
  }

  /** By group and sample. */
  List<List<Advantage>> groups() {
    return groups;
  }

  /** Samples that count: scored, and with another one to be compared with. */
  int counted() {
    return counted;
  }
}
