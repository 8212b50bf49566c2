package org.iccm.training.alarm;

/**
 * From where on figures are alarming.
 *
 * @param window updates that are averaged, against one odd batch; at least 1
 * @param entropy share of the first window's entropy below which it is too low
 * @param length share by which the length may differ from the first window's
 * @param zeroVariance share of groups without variance above which there are too many
 * @param klTarget KL in nats, summed over a text's tokens, that is aimed at; 0 switches its alarm
 *     off
 * @param klFactor how many times the target is too much
 * @param fall fall of the validation reward from its best that halts training when entropy, length
 *     or zero variance alarm, in units of the reward
 * @since 0.1.0
 */
public record AlarmLimits(
    int window,
    double entropy,
    double length,
    double zeroVariance,
    double klTarget,
    double klFactor,
    double fall) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public AlarmLimits {
    if (window < 1
        || !(entropy >= 0 && length >= 0 && zeroVariance >= 0 && klTarget >= 0 && klFactor > 0)
        || !(fall >= 0)) {
      throw new IllegalArgumentException(
          "window must be at least 1, klFactor above 0 and the other limits 0 or more");
    }
  }

  /**
   * The usual limits: 30 % of the entropy, 50 % of the length, 60 % of the groups, three times a KL
   * of 6 nats, 3 points of a reward between 0 and 1, over five updates.
   *
   * @return the limits
   */
  public static AlarmLimits usual() {
    return new AlarmLimits(5, 0.3, 0.5, 0.6, 6, 3, 0.03);
  }
}
