package org.iccm.core.pipeline;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * A model's share of a batch. Models on this machine take turns: two servers that compete for the
 * same cores serve both worse than one after the other with full slots.
 */
final class Lane {
  final String model;
  final ExecutorService executor;
  private final CountDownLatch open;
  private final @Nullable Lane before;

  /**
   * A lane. The next may begin when so few of this one's cells are left that a quarter of its slots
   * (or of its cells) holds them: a server with empty slots leaves much of the machine unused.
   */
  Lane(String model, ExecutorService executor, int cells, int concurrency, @Nullable Lane before) {
    this.model = model;
    this.executor = executor;
    this.open = new CountDownLatch(cells - Math.min(concurrency, cells) / 4);
    this.before = before;
  }

  /** Waits until the lanes before have had all their answers. */
  void awaitTurn() throws InterruptedException {
    if (before != null) {
      before.open.await();
      before.awaitTurn();
    }
  }

  /** One cell needs this lane's model no more. */
  void answered() {
    open.countDown();
  }

  /** Its model is asked no more. */
  void abandon() {
    while (open.getCount() > 0) {
      open.countDown();
    }
  }
}
