package org.iccm.training.policy;

/**
 * Between which ratios clipped ones count.
 *
 * @param low how far below 1; above 0, up to 1; .2 is usual
 * @param high how far above 1; above 0; .2 is usual, .28 leaves rare tokens more room
 * @param dual the largest ratio that counts against a token; above 1, infinity turns it off; 3 is
 *     usual
 * @since 0.1.0
 */
public record ClipRange(double low, double high, double dual) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public ClipRange {
    if (!(low > 0 && low <= 1 && high > 0 && dual > 1)) {
      throw new IllegalArgumentException(
          "low must be above 0 and up to 1, high above 0, dual above 1; are "
              + low
              + ", "
              + high
              + ", "
              + dual);
    }
  }

  /**
   * The usual range: .2, .2, 3.
   *
   * @return the range
   */
  public static ClipRange usual() {
    return new ClipRange(0.2, 0.2, 3);
  }
}
