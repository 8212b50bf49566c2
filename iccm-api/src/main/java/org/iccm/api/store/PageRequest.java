package org.iccm.api.store;

import java.util.Optional;

/**
 * Asks for a page of a listing.
 *
 * @param limit most items wanted, 1 to {@link #MAX_LIMIT}
 * @param after {@link Page#next()} of the page before; empty for the first page
 * @since 0.1.0
 */
public record PageRequest(int limit, Optional<String> after) {
  /** The largest page. */
  public static final int MAX_LIMIT = 1000;

  /** Checks the limit. */
  public PageRequest {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be 1 to " + MAX_LIMIT + ", is " + limit);
    }
  }

  /**
   * The first page.
   *
   * @param limit most items wanted
   * @return the request
   */
  public static PageRequest first(int limit) {
    return new PageRequest(limit, Optional.empty());
  }

  /**
   * The page behind a cursor.
   *
   * @param cursor {@link Page#next()} of the page before
   * @return the request, with this limit
   */
  public PageRequest after(String cursor) {
    return new PageRequest(limit, Optional.of(cursor));
  }
}
