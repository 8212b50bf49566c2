package org.iccm.examples.reconstructor;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets a program that is told to end (SIGTERM, Ctrl-C) come to the end of its step, save and close
 * first. Without it libtorch is taken down below a running step, and the process crashes. To be
 * opened first and closed last.
 */
final class CleanEnd implements AutoCloseable {
  /** Longer than any step here; whoever asked kills what takes much longer. */
  private static final Duration LONGEST = Duration.ofSeconds(90);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread hook;
  private boolean told;
  private Runnable stop = () -> {};

  /** Begins to listen. */
  CleanEnd() {
    this.hook = new Thread(this::end, "iccm-clean-end");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /**
   * Says how the work is asked to end soon.
   *
   * @param how called once when the program is told to end, on another thread; at once if it has
   *     been
   */
  synchronized void asks(Runnable how) {
    stop = how;
    if (told) {
      how.run();
    }
  }

  /** Whether the program was told to end. */
  synchronized boolean isTold() {
    return told;
  }

  private synchronized void tell() {
    told = true;
    stop.run();
  }

  private void end() {
    tell();
    try {
      if (!closed.await(LONGEST.toMillis(), TimeUnit.MILLISECONDS)) {
        System.err.println("not ended after " + LONGEST.toSeconds() + " s; ending in the middle");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closed.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The program is ending: the hook is under way and returns now.
    }
  }
}
