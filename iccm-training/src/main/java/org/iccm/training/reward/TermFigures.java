package org.iccm.training.reward;

/**
 * A term in one update.
 *
 * @param mean mean of what could be said, NaN if nothing could
 * @param deviation standard deviation of it, NaN of fewer than two
 * @param missing share of scored samples without it
 * @param weight its weight in this update, times the scale that it was brought to
 * @since 0.1.0
 */
public record TermFigures(double mean, double deviation, double missing, double weight) {}
