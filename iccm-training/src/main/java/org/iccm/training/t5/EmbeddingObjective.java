package org.iccm.training.t5;

import java.util.List;

/**
 * A loss that is a function of the embeddings of sequences: contrastive losses. As with {@link
 * TokenObjective}, no tensor is needed: it says how steep it is at each value.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface EmbeddingObjective {
  /**
   * Evaluates the loss.
   *
   * @param embeddings one vector of unit length per sequence, as {@link T5Encoder} makes them
   * @param slopes of the same shape, filled with 0; takes the derivative of the loss by each value
   * @return the loss, for the report
   */
  double evaluate(List<float[]> embeddings, List<float[]> slopes);
}
