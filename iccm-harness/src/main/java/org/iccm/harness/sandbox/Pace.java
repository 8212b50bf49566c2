package org.iccm.harness.sandbox;

import java.util.function.DoubleSupplier;

/**
 * How many runs at once are worth it: one more as long as runs do not slow each other or processors
 * are idle, a quarter fewer when they slow each other much. A run is slowed by the time in which it
 * could have run, had a processor been free; what it waits for itself does not count. Thread-safe.
 */
final class Pace {
  /** What is too slow; between the two it stays as it is. */
  private static final double SLOW = 1.6;

  private static final double FINE = 1.25;

  /** A share of idle processors that one more run could use. */
  private static final double IDLE = .15;

  private static final int LEAST_RUNS = 8;

  private final int most;
  private final DoubleSupplier idle;
  private int limit;
  private int runs;
  private int busy;
  private double ran;
  private double waited;

  /**
   * Begins somewhere.
   *
   * @param first runs at once to begin with, at least 1
   * @param most runs at once at most, at least {@code first}
   */
  Pace(int first, int most) {
    this(first, most, () -> 0);
  }

  /**
   * Begins somewhere.
   *
   * @param first runs at once to begin with, at least 1
   * @param most runs at once at most, at least {@code first}
   * @param idle which share of the host's processors was idle since it was last asked, 0 to 1
   */
  Pace(int first, int most, DoubleSupplier idle) {
    if (first < 1 || most < first) {
      throw new IllegalArgumentException("runs at once: " + first + ", at most " + most);
    }
    this.limit = first;
    this.most = most;
    this.idle = idle;
  }

  /** Runs at once for now: 1 to {@code most}. */
  synchronized int limit() {
    return limit;
  }

  /**
   * A run has ended.
   *
   * @param ranSeconds for how long it had a processor
   * @param waitedSeconds for how long it waited for one
   * @param atOnce runs that were under way at its end, itself included
   */
  synchronized void ended(double ranSeconds, double waitedSeconds, int atOnce) {
    if (!(ranSeconds > 0) || !(waitedSeconds >= 0)) {
      return;
    }
    runs++;
    busy += atOnce >= limit ? 1 : 0;
    ran += ranSeconds;
    waited += waitedSeconds;
    if (runs >= Math.max(LEAST_RUNS, 4 * limit)) {
      decide();
    }
  }

  private void decide() {
    double slower = 1 + waited / ran;
    double unused = idle.getAsDouble();
    if (slower > SLOW) {
      limit = Math.max(1, Math.min(limit - 1, (int) Math.ceil(limit * .75)));
    } else if ((slower < FINE || unused > IDLE) && busy * 2 > runs) {
      // more is no use where nobody waited
      limit = Math.min(most, limit + 1);
    }
    runs = 0;
    busy = 0;
    ran = 0;
    waited = 0;
  }
}
