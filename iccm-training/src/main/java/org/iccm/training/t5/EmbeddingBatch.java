package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Sequences for the encoder and what is to be made small over all of their embeddings. Several
 * parts give the gradient of one batch in the memory of a part: embeddings first, without a graph,
 * then each part again with the slopes known (gradient caching, Gao and others, 2021).
 *
 * <p>Immutable.
 *
 * @since 0.1.0
 */
public final class EmbeddingBatch {
  private final List<TokenRows> parts;
  private final EmbeddingObjective objective;

  private EmbeddingBatch(List<TokenRows> parts, EmbeddingObjective objective) {
    this.parts = parts;
    this.objective = objective;
  }

  /**
   * Makes a batch.
   *
   * @param config the model's configuration
   * @param parts sequences of at least one id each, computed part by part; the objective sees them
   *     all in this order. Parts of like lengths waste little on padding
   * @param objective the loss; evaluated once per step, on the trainer's thread
   * @return the batch
   * @throws IllegalArgumentException if there is no sequence, one is empty, or an id out of range
   */
  public static EmbeddingBatch of(
      T5Config config, List<List<int[]>> parts, EmbeddingObjective objective) {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("there is no sequence");
    }
    parts.forEach(p -> TokenBatch.check(config, "sequence", p));
    return new EmbeddingBatch(
        parts.stream().map(p -> TokenRows.of(p, config.padId())).toList(),
        Objects.requireNonNull(objective, "objective"));
  }

  /** Adds the loss's gradients to the leaves' and returns the loss. */
  double propagate(T5Network network, Leaves leaves, double dropout, long seed) {
    List<float[]> embeddings = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      try (PtNDManager scope = Torch.newManager()) {
        Pass pass = Pass.training(scope, dropout, seed - i, leaves);
        embeddings.addAll(T5Encoder.embed(network, pass, parts.get(i)));
      }
    }
    List<float[]> slopes = embeddings.stream().map(e -> new float[e.length]).toList();
    double loss = objective.evaluate(List.copyOf(embeddings), slopes);
    int row = 0;
    for (int i = 0; i < parts.size(); i++) {
      TokenRows part = parts.get(i);
      try (PtNDManager scope = Torch.newManager()) {
        Pass pass = Pass.training(scope, dropout, seed - i, leaves);
        propagate(network, pass, part, slopes.subList(row, row + part.rows()));
      }
      row += part.rows();
    }
    return loss;
  }

  @SuppressWarnings("try") // the mode is there to be closed
  private static void propagate(
      T5Network network, Pass pass, TokenRows part, List<float[]> slopes) {
    int width = slopes.get(0).length;
    float[] flat = new float[slopes.size() * width];
    for (int r = 0; r < slopes.size(); r++) {
      System.arraycopy(slopes.get(r), 0, flat, r * width, width);
    }
    try (Torch.GradientMode mode = Torch.gradients(true)) {
      PtNDArray embedded = T5Encoder.pooled(network, pass, part);
      PtNDArray weight = Torch.floats(pass.scope(), flat, slopes.size(), width);
      PtNDArray result = Torch.reshape(JniUtils.sum(JniUtils.mul(embedded, weight)), 1);
      JniUtils.backward(result, Torch.floats(pass.scope(), new float[] {1}, 1), false, false);
    }
  }
}
