package org.iccm.validation.rag;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.iccm.api.error.CancelledException;

/**
 * Runs outside calls on the host's executor, so that an interrupt of the caller or a close ends
 * them at once. Thread-safe.
 */
final class Calls {
  private final ExecutorService executor;
  private final Set<Future<?>> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Calls(ExecutorService executor) {
    this.executor = executor;
  }

  void checkOpen() {
    if (closed) {
      throw new IllegalStateException("engineer 'rag' is closed");
    }
  }

  <T> T one(Callable<T> task) {
    return all(List.of(task)).get(0);
  }

  /** All results in order; the first failure cancels the rest. */
  <T> List<T> all(List<Callable<T>> tasks) {
    List<Future<T>> futures = new ArrayList<>();
    try {
      for (Callable<T> task : tasks) {
        Future<T> future = executor.submit(task);
        futures.add(future);
        running.add(future);
      }
      if (closed) {
        throw cancelled(null);
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(future.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("engineering a context was interrupted", e);
    } catch (CancellationException | RejectedExecutionException e) {
      throw cancelled(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      futures.forEach(f -> f.cancel(true));
      futures.forEach(running::remove);
    }
  }

  private static CancelledException cancelled(@org.jspecify.annotations.Nullable Throwable cause) {
    return new CancelledException("engineer 'rag' was closed during the call", cause);
  }

  void close() {
    closed = true;
    running.forEach(f -> f.cancel(true));
  }
}
