package org.iccm.training.policy;

/**
 * A batch's texts, whether scored or not.
 *
 * @param length mean number of tokens
 * @param unended share cut at the length limit
 * @param duplicates share that equals an earlier one of its group
 * @param entropy mean entropy in nats of the distributions that tokens were drawn from
 * @param kl mean over texts of the log-ratio to the reference, in nats: an estimate of the KL; NaN
 *     without a reference
 * @param k3 the same by the estimate that is never below 0
 * @since 0.1.0
 */
public record TextFigures(
    double length, double unended, double duplicates, double entropy, double kl, double k3) {}
