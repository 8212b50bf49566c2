package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Vectors for sequences: the encoder's last states, averaged over the tokens that are no padding
 * (Ni and others, 2022, Sentence-T5), scaled to unit length.
 *
 * @since 0.1.0
 */
public final class T5Encoder {
  private T5Encoder() {}

  /**
   * Embeds sequences with the active adapter, if there is one.
   *
   * @param model the model
   * @param sequences at least one sequence of at least one id; rows are padded to the longest
   * @return for each one a vector of unit length, as long as the model is wide
   * @throws IllegalArgumentException if a sequence is empty or has an id out of range
   */
  public static List<float[]> embed(T5Model model, List<int[]> sequences) {
    T5Config config = model.config();
    TokenBatch.check(config, "sequence", sequences);
    TokenRows rows = TokenRows.of(sequences, config.padId());
    return model.run(scope -> embed(model.network(), Pass.exact(scope), rows));
  }

  @SuppressWarnings("try") // the mode is there to be closed
  static List<float[]> embed(T5Network network, Pass pass, TokenRows rows) {
    try (Torch.GradientMode mode = Torch.gradients(false)) {
      float[] flat = Torch.toFloats(pooled(network, pass, rows));
      int width = flat.length / rows.rows();
      List<float[]> embeddings = new ArrayList<>();
      for (int r = 0; r < rows.rows(); r++) {
        embeddings.add(Arrays.copyOfRange(flat, r * width, (r + 1) * width));
      }
      return embeddings;
    }
  }

  /** Embeddings {@code [B, d]}. */
  static PtNDArray pooled(T5Network network, Pass pass, TokenRows rows) {
    float[] shares = new float[rows.rows() * rows.length()];
    for (int i = 0; i < shares.length; i++) {
      shares[i] = rows.isPadding(i) ? 0 : 1f / rows.lengthOf(i / rows.length());
    }
    PtNDArray states = network.encode(pass, rows, network.padding(pass, rows));
    PtNDArray weight = Torch.floats(pass.scope(), shares, rows.rows(), 1, rows.length());
    PtNDArray mean =
        Torch.reshape(JniUtils.matmul(weight, states), rows.rows(), network.config().width());
    return JniUtils.normalize(mean, 2, -1, 1e-12);
  }
}
