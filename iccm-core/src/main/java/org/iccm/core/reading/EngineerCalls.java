package org.iccm.core.reading;

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
import org.iccm.api.plugin.ProviderContext;
import org.jspecify.annotations.Nullable;

/**
 * Runs an engineer's long calls on the host's executor, so that an interrupt of the caller or a
 * close ends them at once. Thread-safe.
 *
 * @since 0.1.0
 */
public final class EngineerCalls {
  private final String engineer;
  private final ExecutorService executor;
  private final Set<Future<?>> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * Makes it for one engineer.
   *
   * @param host has the engineer's name and executor
   */
  public EngineerCalls(ProviderContext host) {
    this.engineer = host.instanceName();
    this.executor = host.executor();
  }

  /**
   * Checks that calls may begin.
   *
   * @throws IllegalStateException if it is closed
   */
  public void checkOpen() {
    if (closed) {
      throw new IllegalStateException("engineer '" + engineer + "' is closed");
    }
  }

  /**
   * Runs one call.
   *
   * @param <T> what it gives
   * @param task the call; interrupted when it is to end
   * @return its result
   * @throws CancelledException if the caller is interrupted, the flag then stays set, or the
   *     engineer is closed
   */
  public <T> T one(Callable<T> task) {
    return all(List.of(task)).get(0);
  }

  /**
   * Runs several calls; the first failure cancels the rest.
   *
   * @param <T> what they give
   * @param tasks the calls; interrupted when they are to end
   * @return their results in order
   * @throws CancelledException if the caller is interrupted, the flag then stays set, or the
   *     engineer is closed
   */
  public <T> List<T> all(List<Callable<T>> tasks) {
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

  private CancelledException cancelled(@Nullable Throwable cause) {
    return new CancelledException("engineer '" + engineer + "' was closed during the call", cause);
  }

  /** Ends calls in flight with {@link CancelledException}; later ones are refused. Idempotent. */
  public void close() {
    closed = true;
    running.forEach(f -> f.cancel(true));
  }
}
