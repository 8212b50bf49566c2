package org.iccm.embeddings.minilm;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ProviderException;

/** The loaded model: native memory until closed. Embedding is thread-safe, closing is not. */
final class MiniLmModel implements AutoCloseable {
  static final int DIMENSIONS = 384;

  /** Longest sequence, the one that the model was trained to embed; both marks count. */
  static final int MAX_TOKENS = 256;

  private final OrtEnvironment environment;
  private final OrtSession session;
  private final WordPiece tokenizer;

  private MiniLmModel(OrtEnvironment environment, OrtSession session, WordPiece tokenizer) {
    this.environment = environment;
    this.session = session;
    this.tokenizer = tokenizer;
  }

  static MiniLmModel load(int threads) {
    WordPiece tokenizer = new WordPiece(Weights.vocabulary(), MAX_TOKENS);
    try {
      OrtEnvironment environment = OrtEnvironment.getEnvironment("iccm");
      environment.setTelemetry(false);
      try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
        options.setIntraOpNumThreads(threads);
        options.setInterOpNumThreads(1);
        // An arena would keep the memory of the longest text for good.
        options.setCPUArenaAllocator(false);
        options.addConfigEntry("session.intra_op.allow_spinning", "0");
        return new MiniLmModel(
            environment, environment.createSession(Weights.model(), options), tokenizer);
      }
    } catch (OrtException | LinkageError e) {
      throw new ProviderException(
          MiniLmProvider.NAME,
          "embedder 'minilm': onnxruntime cannot load the model on "
              + System.getProperty("os.name")
              + "/"
              + System.getProperty("os.arch")
              + " ("
              + e.getMessage()
              + "); it runs on Linux and macOS (x64, arm64) and Windows (x64): use another embedder here",
          e);
    }
  }

  long[] encode(String text) {
    return tokenizer.encode(text);
  }

  /** Unit vectors of sequences, in order. */
  List<float[]> embed(List<long[]> sequences) {
    int rows = sequences.size();
    int length = sequences.stream().mapToInt(s -> s.length).max().orElse(0);
    long[] ids = new long[rows * length];
    long[] mask = new long[rows * length];
    for (int i = 0; i < rows; i++) {
      long[] s = sequences.get(i);
      System.arraycopy(s, 0, ids, i * length, s.length);
      Arrays.fill(mask, i * length, i * length + s.length, 1L);
    }
    long[] shape = {rows, length};
    try (OnnxTensor idTensor = tensor(ids, shape);
        OnnxTensor maskTensor = tensor(mask, shape);
        OnnxTensor typeTensor = tensor(new long[rows * length], shape);
        OrtSession.Result result =
            session.run(
                Map.of(
                    "input_ids",
                    idTensor,
                    "attention_mask",
                    maskTensor,
                    "token_type_ids",
                    typeTensor))) {
      FloatBuffer states = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[][] vectors = new float[rows][];
      for (int i = 0; i < rows; i++) {
        vectors[i] = pool(states, i * length, sequences.get(i).length);
      }
      return List.of(vectors);
    } catch (OrtException e) {
      throw new ProviderException(
          MiniLmProvider.NAME,
          "embedder 'minilm': inference over "
              + rows
              + " texts of up to "
              + length
              + " tokens failed in onnxruntime ("
              + e.getMessage()
              + "); free memory or embed fewer texts at once",
          e);
    }
  }

  private OnnxTensor tensor(long[] values, long[] shape) throws OrtException {
    return OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape);
  }

  /** Mean over the tokens that are there, then length 1. */
  private static float[] pool(FloatBuffer states, int firstToken, int tokens) {
    double[] sum = new double[DIMENSIONS];
    for (int t = 0; t < tokens; t++) {
      int at = (firstToken + t) * DIMENSIONS;
      for (int d = 0; d < DIMENSIONS; d++) {
        sum[d] += states.get(at + d);
      }
    }
    double norm = Math.sqrt(Arrays.stream(sum).map(v -> v * v).sum());
    float[] unit = new float[DIMENSIONS];
    for (int d = 0; d < DIMENSIONS; d++) {
      unit[d] = (float) (sum[d] / norm);
    }
    return unit;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new ProviderException(
          MiniLmProvider.NAME, "embedder 'minilm': onnxruntime could not free its session", e);
    }
  }
}
