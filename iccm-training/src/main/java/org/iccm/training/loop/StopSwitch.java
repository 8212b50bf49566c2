package org.iccm.training.loop;

import java.util.function.Supplier;
import org.iccm.api.error.CancelledException;
import org.jspecify.annotations.Nullable;

/**
 * Lets another thread end a loop between its steps: a step is never interrupted, waiting for
 * rollouts is. Thread-safe.
 */
final class StopSwitch {
  private boolean asked;
  private @Nullable Thread waiting;

  synchronized void stop() {
    asked = true;
    if (waiting != null) {
      waiting.interrupt();
    }
  }

  synchronized boolean isAsked() {
    return asked;
  }

  /**
   * Does what may be broken off.
   *
   * @throws CancelledException if it was, or was not begun
   */
  <T> T breakable(Supplier<T> work) {
    synchronized (this) {
      if (asked) {
        throw new CancelledException("asked to stop");
      }
      waiting = Thread.currentThread();
    }
    try {
      return work.get();
    } finally {
      synchronized (this) {
        waiting = null;
        if (asked) {
          // What is saved and closed from here on must not meet the switch's own interrupt.
          Thread.interrupted();
        }
      }
    }
  }
}
