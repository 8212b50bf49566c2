package org.iccm.api.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * Embeddings and nearest-neighbour search by cosine. Vectors of different embedders never mix.
 * Thread-safe.
 *
 * <p>All vectors of an embedder have one length, set by its first. A vector is finite and not all
 * zero; payloads hold no NUL character. Everything else is an {@link IllegalArgumentException}.
 * Many vectors are stored fastest in one {@link Store#inTransaction}.
 *
 * @since 0.1.0
 */
public interface Vectors {
  /**
   * Stores a vector, in place of an earlier one with the same id.
   *
   * @param embedder the embedder's fingerprint
   * @param id the vector's id
   * @param vector the vector, copied
   * @param payload what to give back and to filter by
   */
  void upsert(String embedder, String id, float[] vector, Map<String, String> payload);

  /**
   * Searches.
   *
   * @param embedder the embedder's fingerprint
   * @param query the vector to be near to
   * @param k most neighbours wanted, 1 to 1000
   * @param filter only vectors whose payload holds all of these; empty means all
   * @return the neighbours, nearest first, ties by id
   */
  List<Neighbour> nearest(String embedder, float[] query, int k, Map<String, String> filter);

  /**
   * Searches all vectors of an embedder.
   *
   * @param embedder the embedder's fingerprint
   * @param query the vector to be near to
   * @param k most neighbours wanted, 1 to 1000
   * @return the neighbours, nearest first, ties by id
   */
  default List<Neighbour> nearest(String embedder, float[] query, int k) {
    return nearest(embedder, query, k, Map.of());
  }

  /**
   * Deletes vectors.
   *
   * @param embedder the embedder's fingerprint
   * @param ids their ids; unknown ones are passed over
   * @return how many were deleted
   */
  int delete(String embedder, Collection<String> ids);

  /**
   * Counts vectors.
   *
   * @param embedder the embedder's fingerprint
   * @return how many it has
   */
  long count(String embedder);
}
