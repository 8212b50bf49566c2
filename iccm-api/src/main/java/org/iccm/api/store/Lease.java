package org.iccm.api.store;

import java.time.Duration;

/**
 * A claim on a piece of work. Thread-safe.
 *
 * <p>A worker that was frozen past its lease does not know that another has taken over. So it
 * writes its result and asks {@link #fence()} in one transaction: the late one fails as a whole.
 *
 * @since 0.1.0
 */
public interface Lease extends AutoCloseable {
  /**
   * The work.
   *
   * @return its key
   */
  String key();

  /**
   * The fencing token.
   *
   * @return grows with every claim in this store
   */
  long token();

  /**
   * Lasts longer.
   *
   * @param lease from now, above zero
   * @return false if another has claimed the work meanwhile
   */
  boolean renew(Duration lease);

  /**
   * Makes sure that nobody has claimed the work since. In a transaction it holds others off until
   * the transaction ends.
   *
   * @throws org.iccm.api.error.StoreException if the lease is lost; not retriable
   */
  void fence();

  /** Gives the work back, if it is still held. Idempotent. */
  @Override
  void close();
}
