package org.iccm.core.wiring;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.core.pipeline.CallScope;

/** Bounded executors with daemon threads named {@code iccm-}, ended together. */
final class ExecutorPool implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int QUEUE = 10_000;

  private final List<ExecutorService> made = new ArrayList<>();
  private boolean closed;

  synchronized ExecutorService create(String name, CallScope.Current current) {
    if (closed) {
      throw new IllegalStateException("this ICCM is closed");
    }
    AtomicInteger count = new AtomicInteger();
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            5,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(QUEUE),
            task -> {
              Thread t = new Thread(task, "iccm-" + name + "-" + count.incrementAndGet());
              t.setDaemon(true);
              return t;
            }) {
          @Override
          public void execute(Runnable task) {
            super.execute(current.carry(task));
          }
        };
    pool.allowCoreThreadTimeOut(true);
    made.add(pool);
    return pool;
  }

  @Override
  public void close() {
    List<ExecutorService> pools;
    synchronized (this) {
      closed = true;
      pools = List.copyOf(made);
      made.clear();
    }
    pools.forEach(ExecutorService::shutdownNow);
    boolean interrupted = false;
    for (ExecutorService pool : pools) {
      try {
        pool.awaitTermination(5, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
