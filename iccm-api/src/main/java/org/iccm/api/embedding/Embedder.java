package org.iccm.api.embedding;

import java.util.List;

/**
 * Turns texts into vectors of unit length. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Embedder extends AutoCloseable {
  /**
   * Describes the embedder.
   *
   * @return the card
   */
  EmbedderCard card();

  /**
   * Embeds texts.
   *
   * @param texts any number of texts, none blank
   * @return one unit vector per text, in order, each {@code dimensions} long
   */
  List<float[]> embed(List<String> texts);

  @Override
  default void close() {}
}
