package org.iccm.training.t5;

/** Draws that follow from seed, row and step alone, in whatever order they are asked for. */
final class SeededDraws implements Draws {
  private final long seed;

  SeededDraws(long seed) {
    this.seed = seed;
  }

  @Override
  public double next(int row, int step) {
    long z = mix(mix(seed + 0x9E3779B97F4A7C15L * (row + 1L)) + 0x9E3779B97F4A7C15L * (step + 1L));
    return (z >>> 11) * 0x1p-53;
  }

  /** The finalizer of SplitMix64 (Steele and others, 2014). */
  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
