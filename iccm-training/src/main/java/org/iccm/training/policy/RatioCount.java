package org.iccm.training.policy;

/** Adds figures of ratios up. Not thread-safe. */
final class RatioCount {
  private double sum;
  private double squares;
  private double most;
  private long low;
  private long high;
  private long count;

  void add(double ratio, boolean cutBelow, boolean cutAbove) {
    sum += ratio;
    squares += ratio * ratio;
    most = Math.max(most, ratio);
    low += cutBelow ? 1 : 0;
    high += cutAbove ? 1 : 0;
    count++;
  }

  RatioFigures figures() {
    return count == 0
        ? new RatioFigures(1, 1, 0, 0)
        : new RatioFigures(
            most, sum * sum / (count * squares), (double) low / count, (double) high / count);
  }
}
