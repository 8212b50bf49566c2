package org.iccm.training.alarm;

/**
 * What one update showed.
 *
 * @param update its number, from 0
 * @param entropy mean entropy per token in nats
 * @param length mean length in tokens
 * @param zeroVariance share of groups whose rewards are all alike, 0 to 1
 * @param kl KL from the reference in nats, summed over a text's tokens; NaN without a reference
 * @param reward mean reward; NaN if nothing could be scored
 * @param loss loss; 0 if no step was taken
 * @param gradientNorm length of the gradient; 0 if no step was taken
 * @since 0.1.0
 */
public record Signals(
    int update,
    double entropy,
    double length,
    double zeroVariance,
    double kl,
    double reward,
    double loss,
    double gradientNorm) {}
