package org.iccm.validation.statistics;

/**
 * A confidence interval.
 *
 * @param low its lower end
 * @param high its upper end, not below {@code low}
 * @since 0.1.0
 */
public record Interval(double low, double high) {
  /** Checks the order. */
  public Interval {
    if (!(low <= high)) {
      throw new IllegalArgumentException("an interval from " + low + " to " + high);
    }
  }

  /**
   * The part inside bounds, for shares that cannot leave them.
   *
   * @param least the lower bound
   * @param most the upper bound
   * @return each end moved to the nearest bound if it lies outside
   */
  public Interval within(double least, double most) {
    return new Interval(
        Math.max(least, Math.min(most, low)), Math.max(least, Math.min(most, high)));
  }
}
