package org.iccm.core.pipeline;

import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A model's share of a batch. Models on this machine take turns: two servers that compete for the
 * same cores serve both worse than one after the other with full slots. Thread-safe.
 */
final class Lane {
  final String model;
  final ExecutorService executor;
  private final int concurrency;
  private final @Nullable Lane before;
  private int cells;
  private int left;
  private boolean sealed;
  private boolean abandoned;

  /**
   * A lane. The next may begin when all cells of this one are planned and so few of them are left
   * that a quarter of its slots (or of its cells) holds them: a server with empty slots leaves much
   * of the machine unused.
   */
  Lane(String model, ExecutorService executor, int concurrency, @Nullable Lane before) {
    this.model = model;
    this.executor = executor;
    this.concurrency = concurrency;
    this.before = before;
  }

  /** Adds cells; called before any of them is answered. */
  synchronized void plan(int more) {
    cells += more;
    left += more;
  }

  /** No more cells are planned. */
  synchronized void seal() {
    sealed = true;
    notifyAll();
  }

  /** Waits until the lanes before have had all their answers. */
  void awaitTurn() throws InterruptedException {
    if (before != null) {
      before.awaitOpen();
      before.awaitTurn();
    }
  }

  private synchronized void awaitOpen() throws InterruptedException {
    while (!abandoned && !(sealed && left <= Math.min(concurrency, cells) / 4)) {
      wait();
    }
  }

  /** One cell needs this lane's model no more. */
  synchronized void answered() {
    left--;
    notifyAll();
  }

  /** Its model is asked no more. */
  synchronized void abandon() {
    abandoned = true;
    notifyAll();
  }
}
