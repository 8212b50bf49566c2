package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One call on a thread of its own, so that a contract can interrupt it and outlive its hanging. */
final class Background<T> {
  /** "Within a second", on a machine that has other things to do too. */
  static final Duration A_SECOND = Duration.ofSeconds(3);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final Thread thread;
  private volatile @Nullable T value;
  private volatile @Nullable Throwable error;
  private volatile boolean flagKept;

  private Background(Callable<T> call) {
    thread =
        new Thread(
            () -> {
              begun.countDown();
              try {
                value = call.call();
              } catch (Throwable t) {
                error = t;
              }
              flagKept = Thread.currentThread().isInterrupted();
            },
            "contract-caller");
    thread.setDaemon(true);
  }

  /** Starts the call. */
  static <T> Background<T> start(Callable<T> call) {
    Background<T> background = new Background<>(call);
    background.thread.start();
    return background;
  }

  /** Starts a call that is expected to last, and waits until it is under way. */
  static <T> Background<T> startLasting(Callable<T> call, Duration settle)
      throws InterruptedException {
    Background<T> background = start(call);
    assertThat(background.begun.await(10, TimeUnit.SECONDS)).isTrue();
    background.thread.join(settle.toMillis());
    assertThat(background.thread.isAlive())
        .withFailMessage(
            () ->
                "the contract needs a call that lasts; this one ended at once with "
                    + (background.error == null ? background.value : background.error))
        .isTrue();
    return background;
  }

  void interrupt() {
    thread.interrupt();
  }

  /** Waits for the end of the call. */
  Background<T> within(Duration limit, String what) throws InterruptedException {
    thread.join(limit.toMillis());
    assertThat(thread.isAlive()).withFailMessage("%s did not end within %s", what, limit).isFalse();
    return this;
  }

  /** What the call threw, or null. */
  @Nullable Throwable error() {
    return error;
  }

  /** What the call returned. */
  T value() {
    Throwable thrown = error;
    if (thrown != null) {
      throw new AssertionError("the call failed", thrown);
    }
    T result = value;
    if (result == null) {
      throw new AssertionError("the call returned null");
    }
    return result;
  }

  /** Whether the thread's interrupt flag was set when the call ended. */
  boolean flagKept() {
    return flagKept;
  }
}
