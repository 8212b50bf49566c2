package org.iccm.training.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * A batch's loss once more, from the formulas of docs/training-policy.md, one number after the
 * other and in doubles. Shares no code with the kernel; slow.
 */
final class ScalarLoss {
  private final PolicyOptions options;
  private final double beta;
  private final List<RewardedGroup> groups;

  ScalarLoss(PolicyOptions options, double beta, List<RewardedGroup> groups) {
    this.options = options;
    this.beta = beta;
    this.groups = groups;
  }

  /**
   * The loss.
   *
   * @param logs by group, sample and token
   * @param frozen the same values, as weights that do not learn see them
   */
  double of(double[][][] logs, double[][][] frozen) {
    int counted = 0;
    long tokens = 0;
    for (int g = 0; g < groups.size(); g++) {
      for (int i = 0; i < size(g); i++) {
        if (counts(g, i)) {
          counted++;
          tokens += learned(g, i) ? sample(g, i).length() : 0;
        }
      }
    }
    double loss = 0;
    for (int g = 0; g < groups.size(); g++) {
      for (int i = 0; i < size(g); i++) {
        if (!counts(g, i) || !learned(g, i)) {
          continue;
        }
        double sum = 0;
        for (int t = 0; t < sample(g, i).length(); t++) {
          sum += token(g, i, t, logs[g][i], frozen[g][i]);
        }
        if (options.aggregation() == Aggregation.CONSTANT) {
          loss += sum / counted / options.constantLength();
        } else if (options.aggregation() == Aggregation.SEQUENCE_MEAN) {
          loss += sum / sample(g, i).length() / counted;
        } else {
          loss += sum / tokens;
        }
      }
    }
    return loss;
  }

  private double token(int g, int i, int t, double[] logs, double[] frozen) {
    Sample s = sample(g, i);
    double reward = compared(g, i, false);
    double earned = groups.get(g).credits().get(i).map(c -> c.advantage(t, reward)).orElse(reward);
    double a = earned - compared(g, i, true);
    double loss;
    if (options.ratio() == RatioUse.NONE) {
      loss = -a * logs[t];
    } else if (options.ratio() == RatioUse.TRUNCATED) {
      double difference = 0;
      for (int k = 0; k < frozen.length; k++) {
        boolean in = options.ratioLevel() == RatioLevel.SEQUENCE || k == t;
        difference += in ? frozen[k] - s.logProbabilities()[k] : 0;
      }
      loss = -a * logs[t] * Math.min(options.ratioCap(), Math.exp(difference));
    } else {
      double ratio = Math.exp(logs[t] - s.logProbabilities()[t]);
      double low = 1 - options.clip().low();
      double high = 1 + options.clip().high();
      double clipped = ratio < low ? low : ratio > high ? high : ratio;
      double objective = Math.min(ratio * a, clipped * a);
      loss = -(a < 0 ? Math.max(objective, options.clip().dual() * a) : objective);
    }
    if (options.kl() == KlPlacement.LOSS) {
      loss += beta * Math.pow(s.reference()[t] - logs[t], 2) / 2;
    }
    return loss;
  }

  /** A reward, or a penalty, less its baseline and scaled. */
  private double compared(int g, int i, boolean penalty) {
    List<int[]> peers = new ArrayList<>();
    for (int h = 0; h < groups.size(); h++) {
      for (int j = 0; j < size(h); j++) {
        boolean with = options.estimator() == Estimator.REINFORCE || h == g;
        if (with && !Double.isNaN(groups.get(h).rewards().get(j))) {
          peers.add(new int[] {h, j});
        }
      }
    }
    double own = penalty ? penalty(g, i) : groups.get(g).rewards().get(i);
    double sum = 0;
    double squares = 0;
    double total = 0;
    for (int[] p : peers) {
      double reward = groups.get(p[0]).rewards().get(p[1]);
      sum += penalty ? penalty(p[0], p[1]) : reward;
      total += reward - penalty(p[0], p[1]);
    }
    for (int[] p : peers) {
      double x = groups.get(p[0]).rewards().get(p[1]) - penalty(p[0], p[1]);
      squares += Math.pow(x - total / peers.size(), 2);
    }
    int n = peers.size();
    return switch (options.estimator()) {
      case REINFORCE, DR_GRPO -> own - sum / n;
      case RLOO -> own - (sum - own) / (n - 1);
      case GRPO -> (own - sum / n) / (Math.sqrt(squares / (n - 1)) + 1e-4);
    };
  }

  private double penalty(int g, int i) {
    if (options.kl() != KlPlacement.REWARD) {
      return 0;
    }
    double sum = 0;
    for (int t = 0; t < sample(g, i).length(); t++) {
      sum += sample(g, i).logProbabilities()[t] - (double) sample(g, i).reference()[t];
    }
    return beta * sum;
  }

  private boolean counts(int g, int i) {
    int scored = 0;
    for (int h = 0; h < groups.size(); h++) {
      for (int j = 0; j < size(h); j++) {
        boolean with = options.estimator() == Estimator.REINFORCE || h == g;
        scored += with && !Double.isNaN(groups.get(h).rewards().get(j)) ? 1 : 0;
      }
    }
    return scored > 1 && !Double.isNaN(groups.get(g).rewards().get(i));
  }

  private boolean learned(int g, int i) {
    return sample(g, i).ended() || options.learnsFromUnended();
  }

  private int size(int g) {
    return groups.get(g).rewards().size();
  }

  private Sample sample(int g, int i) {
    return groups.get(g).group().samples().get(i);
  }
}
