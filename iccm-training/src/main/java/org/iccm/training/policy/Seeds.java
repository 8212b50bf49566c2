package org.iccm.training.policy;

/** Seeds of parts from the seed of the whole and the part's numbers. */
final class Seeds {
  private Seeds() {}

  /** Mixes with the finalizer of SplitMix64 (Steele and others, 2014). */
  static long of(long seed, long... path) {
    long z = seed;
    for (long part : path) {
      z += 0x9E3779B97F4A7C15L * (part + 1);
      z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
      z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
      z ^= z >>> 31;
    }
    return z;
  }
}
