package org.iccm.core.pipeline;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.iccm.api.error.CancelledException;

/**
 * Two callers of one key wait for one result. A failure is not kept: the caller that made it gets
 * it, a waiter tries again itself.
 */
final class Coalescer<K, V> {
  private final ConcurrentHashMap<K, CompletableFuture<V>> running = new ConcurrentHashMap<>();

  V get(K key, Supplier<V> work) {
    while (true) {
      CompletableFuture<V> mine = new CompletableFuture<>();
      CompletableFuture<V> other = running.putIfAbsent(key, mine);
      if (other == null) {
        try {
          V value = work.get();
          mine.complete(value);
          return value;
        } catch (Throwable e) {
          mine.completeExceptionally(e);
          throw e;
        } finally {
          running.remove(key, mine);
        }
      }
      try {
        return other.get();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancelledException("interrupted while waiting for equal work", e);
      } catch (ExecutionException e) {
        // the other caller's failure may be its own (cancelled, over budget): try for ourselves
        running.remove(key, other);
      }
    }
  }
}
