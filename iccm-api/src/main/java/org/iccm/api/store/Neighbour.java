package org.iccm.api.store;

import java.util.Map;

/**
 * A vector near to a query.
 *
 * @param id its id
 * @param similarity cosine of the angle, -1 to 1
 * @param payload what was stored with it
 * @since 0.1.0
 */
public record Neighbour(String id, double similarity, Map<String, String> payload) {
  /** Copies the payload. */
  public Neighbour {
    payload = Map.copyOf(payload);
  }
}
