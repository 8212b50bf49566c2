package org.iccm.training.t5;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/**
 * Shares independent pieces of work out over the processors; the caller works too. Daemon threads,
 * started when there is first enough to do.
 */
final class Crew implements AutoCloseable {
  private static final int MOST = 8;

  /** Less than this is done sooner than told. */
  private static final int FEW = 4;

  private final int helpers = Math.min(MOST, Runtime.getRuntime().availableProcessors()) - 1;
  private final ExecutorService threads;

  Crew(String name) {
    AtomicInteger count = new AtomicInteger();
    this.threads =
        Executors.newFixedThreadPool(
            Math.max(1, helpers),
            work -> {
              Thread thread = new Thread(work, name + "-" + count.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** Returns when all pieces are done, whoever interrupts: half a step is worse than a late one. */
  <T> void run(List<T> pieces, Consumer<T> work) {
    AtomicInteger next = new AtomicInteger();
    Runnable share =
        () -> {
          for (int i = next.getAndIncrement(); i < pieces.size(); i = next.getAndIncrement()) {
            work.accept(pieces.get(i));
          }
        };
    List<Future<?>> others = new ArrayList<>();
    for (int i = 0; i < helpers && pieces.size() >= FEW; i++) {
      others.add(threads.submit(share));
    }
    share.run();
    boolean interrupted = false;
    for (Future<?> other : others) {
      boolean ended = false;
      while (!ended) {
        try {
          other.get();
          ended = true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw new IllegalStateException("a thread of the optimizer failed", e.getCause());
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
