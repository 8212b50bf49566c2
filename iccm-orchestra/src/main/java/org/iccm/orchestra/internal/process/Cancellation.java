package org.iccm.orchestra.internal.process;

import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;

/**
 * Whether work should end early: its thread is interrupted, or its owner closed.
 *
 * @param what the work, for messages
 * @param closed whether its owner closed
 * @since 0.1.0
 */
public record Cancellation(String what, BooleanSupplier closed) {
  /**
   * By interrupt alone.
   *
   * @param what the work
   * @return a cancellation
   */
  public static Cancellation byInterrupt(String what) {
    return new Cancellation(what, () -> false);
  }

  /**
   * Ends the work if it should end. Keeps the interrupt flag.
   *
   * @throws CancelledException if so
   */
  public void check() {
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException("interrupted: " + what);
    }
    if (closed.getAsBoolean()) {
      throw new CancelledException("closed during: " + what);
    }
  }

  /**
   * Pauses, unless the work should end.
   *
   * @param millis how long, short
   * @throws CancelledException if it should end
   */
  public void pause(long millis) {
    check();
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    check();
  }
}
