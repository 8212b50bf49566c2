package org.iccm.training.policy;

import java.util.List;

/** Counts what a batch shows apart from the model. */
final class BatchFigures {
  private BatchFigures() {}

  static RewardFigures rewards(List<RewardedGroup> groups) {
    double[] scored =
        groups.stream()
            .flatMap(g -> g.rewards().stream())
            .mapToDouble(r -> r)
            .filter(r -> !Double.isNaN(r))
            .toArray();
    long all = groups.stream().mapToLong(g -> g.rewards().size()).sum();
    double mean = 0;
    for (double r : scored) {
      mean += r / scored.length;
    }
    double squares = 0;
    for (double r : scored) {
      squares += (r - mean) * (r - mean);
    }
    int comparable = 0;
    int alike = 0;
    for (RewardedGroup g : groups) {
      double[] values =
          g.rewards().stream().mapToDouble(r -> r).filter(r -> !Double.isNaN(r)).toArray();
      if (values.length > 1) {
        comparable++;
        alike += equal(values) ? 1 : 0;
      }
    }
    return new RewardFigures(
        scored.length == 0 ? Double.NaN : mean,
        scored.length < 2 ? 0 : Math.sqrt(squares / (scored.length - 1)),
        comparable == 0 ? 1 : (double) alike / comparable,
        1 - (double) scored.length / all);
  }

  private static boolean equal(double[] values) {
    for (double v : values) {
      if (v != values[0]) {
        return false;
      }
    }
    return true;
  }

  static TextFigures texts(List<RewardedGroup> groups) {
    double tokens = 0;
    double entropy = 0;
    double kl = 0;
    double k3 = 0;
    int samples = 0;
    int unended = 0;
    int duplicates = 0;
    for (RewardedGroup g : groups) {
      List<Sample> all = g.group().samples();
      for (int i = 0; i < all.size(); i++) {
        Sample s = all.get(i);
        samples++;
        tokens += s.length();
        unended += s.ended() ? 0 : 1;
        duplicates += all.subList(0, i).stream().anyMatch(s::sameTokens) ? 1 : 0;
        for (float e : s.entropies()) {
          entropy += e;
        }
        kl += s.k1();
        k3 += s.k3();
      }
    }
    return new TextFigures(
        tokens / samples,
        (double) unended / samples,
        (double) duplicates / samples,
        entropy / tokens,
        kl / samples,
        k3 / samples);
  }
}
