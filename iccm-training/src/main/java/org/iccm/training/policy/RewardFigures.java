package org.iccm.training.policy;

/**
 * A batch's rewards.
 *
 * @param mean mean of what could be scored; NaN if nothing could
 * @param deviation standard deviation of it
 * @param zeroVariance share of groups, of those with two scored samples or more, whose rewards are
 *     all equal
 * @param unscored share of samples that could not be scored
 * @since 0.1.0
 */
public record RewardFigures(double mean, double deviation, double zeroVariance, double unscored) {}
