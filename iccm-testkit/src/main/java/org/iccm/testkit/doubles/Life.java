package org.iccm.testkit.doubles;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.iccm.api.error.CancelledException;

/** The open and closed state of a double; waits that end by interrupt or close. Thread-safe. */
final class Life {
  private final String what;
  private final CountDownLatch closed = new CountDownLatch(1);

  Life(String what) {
    this.what = what;
  }

  /** Fails if closed, or on an interrupted thread. */
  void check() {
    if (closed.getCount() == 0) {
      throw new IllegalStateException(what + " is closed");
    }
    if (Thread.currentThread().isInterrupted()) {
      throw new CancelledException(what + ": the call was interrupted");
    }
  }

  /** Lasts as long as told, unless interrupted or closed. */
  void pause(Duration time) {
    try {
      if (closed.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new CancelledException(what + " was closed during the call");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException(what + ": the call was interrupted", e);
    }
  }

  void close() {
    closed.countDown();
  }
}
