package org.iccm.orchestra.internal.chat;

import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * Time and chance, as a client sees them.
 *
 * @param clock for dates that servers name
 * @param nanos for durations
 * @param sleeper pauses between tries
 * @param jitter from 0 to below 1
 * @since 0.1.0
 */
public record Pace(Clock clock, LongSupplier nanos, Sleeper sleeper, DoubleSupplier jitter) {

  /** Pauses the calling thread. */
  @FunctionalInterface
  public interface Sleeper {
    /**
     * Pauses.
     *
     * @param pause how long
     * @param wake ends the pause early when it reaches zero
     * @throws InterruptedException if the thread is interrupted
     */
    void sleep(Duration pause, CountDownLatch wake) throws InterruptedException;
  }

  /**
   * The real one.
   *
   * @param clock for dates
   * @param seed of the jitter
   * @return a pace
   */
  public static Pace real(Clock clock, long seed) {
    Random random = new Random(seed);
    return new Pace(
        clock,
        System::nanoTime,
        (pause, wake) -> {
          if (wake.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
          }
        },
        random::nextDouble);
  }
}
