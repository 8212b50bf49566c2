package org.iccm.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The store failed.
 *
 * @since 0.1.0
 */
public class StoreException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final String store;
  private final boolean retriable;

  /**
   * An error without a cause.
   *
   * @param store the store and its place, without secrets
   * @param retriable whether the same operation may succeed later
   * @param message what is wrong, where, and what to do
   */
  public StoreException(String store, boolean retriable, String message) {
    this(store, retriable, message, null);
  }

  /**
   * An error with a cause.
   *
   * @param store the store and its place, without secrets
   * @param retriable whether the same operation may succeed later
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public StoreException(
      String store, boolean retriable, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.store = store;
    this.retriable = retriable;
  }

  /**
   * The store and its place, without secrets.
   *
   * @return the store and its place, without secrets
   */
  public String store() {
    return store;
  }

  /**
   * Whether the same operation may succeed later.
   *
   * @return whether the same operation may succeed later
   */
  public boolean retriable() {
    return retriable;
  }
}
