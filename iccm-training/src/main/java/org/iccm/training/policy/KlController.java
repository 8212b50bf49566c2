package org.iccm.training.policy;

/**
 * Moves beta so that the KL comes to a target: {@code beta *= 1 + clip(KL / target - 1, -.2, .2) *
 * n / horizon} (Ziegler and others, 2019).
 *
 * @param target KL in nats, summed over a text's tokens; 0 leaves beta as it is
 * @param horizon samples over which a full correction is spread, above 0
 * @since 0.1.0
 */
public record KlController(double target, double horizon) {
  private static final double MOST = 0.2;

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public KlController {
    if (!(target >= 0 && horizon > 0)) {
      throw new IllegalArgumentException(
          "target must be 0 or more and horizon above 0, are " + target + ", " + horizon);
    }
  }

  /**
   * A beta that stays.
   *
   * @return the controller
   */
  public static KlController fixed() {
    return new KlController(0, 1);
  }

  /**
   * The next beta.
   *
   * @param beta the current one
   * @param kl mean KL of the samples, NaN if there is none
   * @param samples their number
   * @return the next one; never below a half of the current one
   */
  public double next(double beta, double kl, int samples) {
    if (target == 0 || Double.isNaN(kl)) {
      return beta;
    }
    double error = Math.max(-MOST, Math.min(MOST, kl / target - 1));
    return beta * Math.max(0.5, 1 + error * samples / horizon);
  }
}
