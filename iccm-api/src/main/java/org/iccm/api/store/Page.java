package org.iccm.api.store;

import java.util.List;
import java.util.Optional;

/**
 * A page of a listing.
 *
 * @param items its items
 * @param next cursor of the page behind it, opaque; empty if this is the last one
 * @param <T> type of the items
 * @since 0.1.0
 */
public record Page<T>(List<T> items, Optional<String> next) {
  /** Copies the items. */
  public Page {
    items = List.copyOf(items);
  }
}
