package org.iccm.training.alarm;

/**
 * How much cross-entropy on supervised targets is mixed in: a little at all times, more where the
 * reward teaches nothing or validation fell, in proportion to how far past its limit either is.
 *
 * @param base coefficient while all is well, 0 or more
 * @param most coefficient when it is worst, at least the base
 * @since 0.1.0
 */
public record SupervisedFallback(double base, double most) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public SupervisedFallback {
    if (!(base >= 0 && most >= base) || Double.isInfinite(most)) {
      throw new IllegalArgumentException(
          "base must be 0 or more and most at least as much, are " + base + ", " + most);
    }
  }

  /**
   * No supervised targets.
   *
   * @return coefficient 0 always
   */
  public static SupervisedFallback none() {
    return new SupervisedFallback(0, 0);
  }

  /**
   * The coefficient of the next update.
   *
   * @param alarms what the alarms have seen
   * @param limits their limits
   * @return base up to most: the base up to the limits; the most when no group at all teaches, or
   *     when validation fell by twice its limit
   */
  public double coefficient(CollapseAlarms.State alarms, AlarmLimits limits) {
    double idle = alarms.recent().stream().mapToDouble(Signals::zeroVariance).average().orElse(0);
    double useless = past(idle, limits.zeroVariance(), 1);
    double fall = Double.isNaN(alarms.best()) ? 0 : alarms.best() - alarms.latest();
    double fallen = past(fall, limits.fall(), 2 * limits.fall());
    return base + (most - base) * Math.max(useless, fallen);
  }

  private static double past(double value, double limit, double end) {
    return value <= limit ? 0 : Math.min(1, (value - limit) / (end - limit));
  }
}
