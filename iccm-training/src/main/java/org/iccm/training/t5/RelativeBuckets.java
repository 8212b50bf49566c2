package org.iccm.training.t5;

/**
 * Which bucket a relative position falls into, as in the T5 paper: one bucket per distance for the
 * near half, logarithmically wider ones up to {@code maxDistance} for the rest. Computed in 32-bit
 * floats, because there the boundaries lie where the reference has them.
 */
final class RelativeBuckets {
  private final int near;
  private final int perSide;
  private final boolean bothWays;
  private final float logRange;

  RelativeBuckets(T5Config config, boolean bothWays) {
    this(config.buckets(), config.maxDistance(), bothWays);
  }

  RelativeBuckets(int buckets, int maxDistance, boolean bothWays) {
    this.bothWays = bothWays;
    this.perSide = bothWays ? buckets / 2 : buckets;
    this.near = perSide / 2;
    this.logRange = (float) Math.log((double) maxDistance / near);
  }

  /** The bucket of a key at {@code relative} positions after (positive) or before the query. */
  int of(int relative) {
    int offset = bothWays && relative > 0 ? perSide : 0;
    int distance = bothWays ? Math.abs(relative) : -Math.min(relative, 0);
    if (distance < near) {
      return offset + distance;
    }
    float log = (float) Math.log((double) ((float) distance / near));
    int far = near + (int) (log / logRange * (perSide - near));
    return offset + Math.min(perSide - 1, far);
  }

  /** Buckets of all pairs, row by query; both sequences begin at position 0. */
  long[] table(int queries, int keys) {
    long[] byDistance = new long[queries + keys];
    for (int r = 1 - queries; r < keys; r++) {
      byDistance[r + queries] = of(r);
    }
    long[] table = new long[Math.multiplyExact(queries, keys)];
    for (int q = 0; q < queries; q++) {
      System.arraycopy(byDistance, queries - q, table, q * keys, keys);
    }
    return table;
  }
}
