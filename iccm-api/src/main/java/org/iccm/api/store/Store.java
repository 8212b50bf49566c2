package org.iccm.api.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The only memory. Thread-safe.
 *
 * <p>Nothing is opened before the first call. Every write is durable when its method returns, and
 * idempotent by key. Transient faults are retried with backoff inside; what still fails is a {@link
 * org.iccm.api.error.StoreException}. After {@link #close()} every call throws {@link
 * IllegalStateException}; a call in flight ends, or throws {@link
 * org.iccm.api.error.CancelledException}.
 *
 * @since 0.1.0
 */
public interface Store extends AutoCloseable {
  /**
   * Describes this store, without opening it.
   *
   * @return the card
   */
  StoreCard card();

  /**
   * The artifacts of the current generation. What is returned stays at that generation, also after
   * {@link #newGeneration()}.
   *
   * @return the artifacts
   */
  Artifacts artifacts();

  /**
   * Budgets. They know no generations: what is spent stays spent.
   *
   * @return the ledger
   */
  Ledger ledger();

  /**
   * Embeddings, if this store can search them. They know no generations: embedder and text make
   * them.
   *
   * @return the vectors
   */
  Optional<Vectors> vectors();

  /**
   * Runs work in one transaction: all of its writes are there, or none. Joins a transaction of the
   * same thread. The work may run again after a transient fault, so it calls this store and nothing
   * else outside; it calls it from this thread only.
   *
   * @param work the work
   * @param <T> what it returns
   * @return what it returns
   */
  <T> T inTransaction(Supplier<T> work);

  /**
   * Claims a piece of work for one worker among all that share the store.
   *
   * @param key names the work
   * @param lease how long the claim lasts without renewal, above zero
   * @return the lease; empty if another holds it
   */
  Optional<Lease> claim(String key, Duration lease);

  /**
   * The generation at which this store was opened, or that it began since. Others that share the
   * store keep theirs until they open it anew.
   *
   * @return at least 1
   */
  long generation();

  /**
   * Begins a generation: lookups no longer see what was stored before. Nothing is deleted.
   *
   * @return the new generation
   * @throws IllegalStateException in a transaction
   */
  long newGeneration();

  /**
   * Deletes the artifacts of whole generations, never of the current one. The only way to delete.
   *
   * @param keepGenerations how many of the newest generations stay, at least 1
   * @param supersededBefore of the others, only those go that were followed by a newer one before
   *     this instant
   * @return how many artifacts were deleted
   */
  long prune(int keepGenerations, Instant supersededBefore);

  /** Ends it and frees file, lock and connections. Idempotent. */
  @Override
  void close();
}
