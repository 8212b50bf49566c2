package org.iccm.harness.sandbox;

import java.util.function.LongSupplier;

/**
 * How many runs at once are worth it. What counts is the work that gets done: processor seconds of
 * runs in a second. One more at once stays if that grows with it by half as much as it could, one
 * fewer stays if not; one or the other is tried now and then, but not fewer than at the beginning:
 * runs that differ would have to be many to tell that. It comes down at once, as far as it takes,
 * where runs wait much longer for a processor than they have one. Thread-safe.
 */
final class Pace {
  /** The share of what one more at once could add at most that it has to add. */
  private static final double WORTH = .5;

  /** Seconds from one's wish to run to its end, for each second of running. */
  private static final double CROWDED = 4;

  private static final int LEAST_RUNS = 24;

  /** Windows between two tries that changed nothing. */
  private static final int REST = 6;

  private final int least;
  private final int most;
  private final LongSupplier nanos;
  private int limit;
  private int runs;
  private double ran;
  private double waited;
  private long begun;
  private int direction = 1;
  private boolean trying;
  private double before;
  private int rest;

  /**
   * Begins somewhere.
   *
   * @param first runs at once to begin with, at least 1
   * @param most runs at once at most, at least {@code first}
   */
  Pace(int first, int most) {
    this(first, most, System::nanoTime);
  }

  /**
   * For tests.
   *
   * @param first runs at once to begin with, at least 1
   * @param most runs at once at most, at least {@code first}
   * @param nanos a clock
   */
  Pace(int first, int most, LongSupplier nanos) {
    if (first < 1 || most < first) {
      throw new IllegalArgumentException("runs at once: " + first + ", at most " + most);
    }
    this.limit = first;
    this.least = first;
    this.most = most;
    this.nanos = nanos;
    this.begun = nanos.getAsLong();
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
    if (atOnce < limit) {
      // there was room: nothing can be learnt about more or fewer
      again();
      return;
    }
    runs++;
    ran += ranSeconds;
    waited += waitedSeconds;
    if (runs >= Math.max(LEAST_RUNS, 4 * limit)) {
      decide(ran / Math.max(1e-9, (nanos.getAsLong() - begun) / 1e9));
      again();
    }
  }

  private void again() {
    runs = 0;
    ran = 0;
    waited = 0;
    begun = nanos.getAsLong();
  }

  private void decide(double work) {
    if (1 + waited / ran > CROWDED && limit > 1) {
      limit = Math.min(limit - 1, (int) Math.ceil(limit * .75));
      trying = false;
      rest = REST;
    } else if (trying) {
      trying = false;
      int fewer = Math.min(limit, limit - direction);
      double least = 1 + WORTH / fewer;
      boolean moreIsWorth = direction > 0 ? work > least * before : before > least * work;
      if (moreIsWorth == direction > 0) {
        // on in the same direction
        look(work);
      } else {
        limit -= direction;
        direction = -direction;
        rest = REST;
      }
    } else if (rest > 0) {
      rest--;
    } else {
      look(work);
    }
  }

  private void look(double work) {
    int next = limit + direction;
    if (direction > 0 ? next > most : next < least) {
      direction = -direction;
      rest = REST;
    } else {
      before = work;
      limit = next;
      trying = true;
    }
  }
}
