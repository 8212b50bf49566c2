package org.iccm.training.policy;

/**
 * Ratios of the current policy's probabilities to those at which tokens were drawn.
 *
 * @param most the largest
 * @param effective effective share of tokens, {@code (sum rho)^2 / (n sum rho^2)}, up to 1
 * @param cutBelow share of tokens without a slope since they are far less or, against them, far
 *     more likely than they were (clipped ratios only)
 * @param cutAbove share of tokens whose ratio was cut from above
 * @since 0.1.0
 */
public record RatioFigures(double most, double effective, double cutBelow, double cutAbove) {}
