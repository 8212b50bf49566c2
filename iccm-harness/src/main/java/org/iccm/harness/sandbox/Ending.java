package org.iccm.harness.sandbox;

import java.time.Duration;
import org.iccm.harness.sandbox.Flights.Flight;

/**
 * How a job ended, as seen from outside.
 *
 * @param outOfMemory whether the kernel killed for want of memory
 * @param overdue whether it had to be ended from outside
 */
record Ending(boolean outOfMemory, boolean overdue) {
  private static final Duration TICK = Duration.ofMillis(50);

  /**
   * Starts a job and waits for its end, whatever that is.
   *
   * @param slot where
   * @param limit how long at most
   * @param flights of the runner, for its end
   * @param flight the call that this belongs to
   */
  static Ending of(
      Box.Slot slot,
      Job job,
      ByteSink report,
      ByteSink output,
      Duration limit,
      Flights flights,
      Flight flight)
      throws InterruptedException {
    try (Box.Run run = slot.start(job, report, output)) {
      long deadline = System.nanoTime() + limit.toNanos();
      boolean overdue = false;
      while (!run.await(TICK)) {
        if (flight.cancelled) {
          run.kill();
          throw flights.cancelled();
        }
        if (run.outOfMemory()) {
          run.kill();
        }
        if (System.nanoTime() - deadline > 0) {
          overdue = true;
          run.kill();
        }
      }
      return new Ending(run.outOfMemory(), overdue);
    }
  }
}
