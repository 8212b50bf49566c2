package org.iccm.training.policy;

import org.iccm.training.policy.Advantages.Advantage;
import org.iccm.training.reward.TokenCredit;
import org.jspecify.annotations.Nullable;

/**
 * The kernel: a text's loss and its slopes by the log-probabilities of its tokens, in doubles. All
 * estimators, ratios and placements of the KL meet here.
 */
final class TokenLoss {
  /** Keeps ratios finite. */
  private static final double LONGEST = 20;

  private final PolicyOptions options;
  private final double beta;
  private final RatioCount ratios;

  TokenLoss(PolicyOptions options, double beta, RatioCount ratios) {
    this.options = options;
    this.beta = beta;
    this.ratios = ratios;
  }

  /** Whether a text has any slope: one without need not go through the model. */
  boolean teaches(Sample sample, Advantage advantage, @Nullable TokenCredit credit) {
    if (!advantage.counts() || (!sample.ended() && !options.learnsFromUnended())) {
      return false;
    }
    if (options.kl() == KlPlacement.LOSS && beta > 0) {
      return true;
    }
    for (int t = 0; t < sample.length(); t++) {
      if (of(t, advantage, credit) != 0) {
        return true;
      }
    }
    return false;
  }

  private static double of(int token, Advantage advantage, @Nullable TokenCredit credit) {
    double earned =
        credit == null ? advantage.reward() : credit.advantage(token, advantage.reward());
    return earned + advantage.penalty();
  }

  /**
   * Evaluates a text.
   *
   * @param logs log-probabilities of its tokens now
   * @param weight what the loss of each token is multiplied by
   * @param slopes takes the loss's derivative by each value of {@code logs}
   * @return the loss
   */
  double evaluate(
      Sample sample,
      Advantage advantage,
      @Nullable TokenCredit credit,
      float[] logs,
      double weight,
      float[] slopes) {
    float[] old = sample.logProbabilities();
    float[] reference = sample.reference();
    double whole = 0;
    for (int t = 0; t < old.length; t++) {
      whole += (double) logs[t] - old[t];
    }
    double loss = 0;
    for (int t = 0; t < old.length; t++) {
      double a = of(t, advantage, credit);
      double log = logs[t];
      boolean sequence =
          options.ratio() == RatioUse.TRUNCATED && options.ratioLevel() == RatioLevel.SEQUENCE;
      double difference = sequence ? whole : log - old[t];
      double ratio = Math.exp(Math.max(-LONGEST, Math.min(LONGEST, difference)));
      double slope;
      switch (options.ratio()) {
        case NONE -> {
          loss -= weight * a * log;
          slope = -a;
          ratios.add(ratio, false, false);
        }
        case TRUNCATED -> {
          double cut = Math.min(ratio, options.ratioCap());
          loss -= weight * cut * a * log;
          slope = -cut * a;
          ratios.add(ratio, false, ratio > options.ratioCap());
        }
        case CLIPPED -> {
          double least = a < 0 ? options.clip().dual() * a : Double.NEGATIVE_INFINITY;
          double low = 1 - options.clip().low();
          double high = 1 + options.clip().high();
          double clipped = Math.max(low, Math.min(high, ratio)) * a;
          loss -= weight * Math.max(least, Math.min(ratio * a, clipped));
          boolean above = a > 0 && ratio > high;
          boolean below = a < 0 && (ratio < low || ratio > options.clip().dual());
          boolean flat = above || below || Math.abs(difference) > LONGEST;
          slope = flat ? 0 : -ratio * a;
          ratios.add(ratio, below, above);
        }
        default -> throw new IllegalStateException(options.ratio().name());
      }
      if (options.kl() == KlPlacement.LOSS && beta > 0) {
        double u = reference[t] - log;
        loss += weight * beta * u * u / 2;
        slope -= beta * u;
      }
      slopes[t] = (float) (weight * slope);
    }
    return loss;
  }
}
