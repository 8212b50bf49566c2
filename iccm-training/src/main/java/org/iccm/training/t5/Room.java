package org.iccm.training.t5;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/**
 * Refuses what the machine cannot hold before it is tried: Linux hands out memory that it does not
 * have and ends the process later.
 */
final class Room {
  /** Scores, what is added to them, and their softmax are there at the same time. */
  private static final int COPIES = 3;

  private Room() {}

  /**
   * Checks the attention of one layer.
   *
   * @throws IllegalArgumentException if its scores need more than the machine's memory
   */
  static void check(T5Config config, String what, int rows, int queries, int keys) {
    double bytes = (double) COPIES * Float.BYTES * rows * config.heads() * queries * keys;
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    if (bytes > memory) {
      throw new IllegalArgumentException(
          String.format(
              "%d x %d tokens of %s need about %.0f GB for attention, the machine has %.0f GB:"
                  + " divide the text or use fewer rows",
              rows, Math.max(queries, keys), what, bytes / 1e9, memory / 1e9));
    }
    if ((long) queries * keys > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          Math.max(queries, keys) + " tokens of " + what + " are more than one pass takes");
    }
  }
}
