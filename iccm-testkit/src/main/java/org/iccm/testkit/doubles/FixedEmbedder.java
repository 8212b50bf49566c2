package org.iccm.testkit.doubles;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import org.iccm.api.application.Digests;
import org.iccm.api.embedding.Embedder;
import org.iccm.api.embedding.EmbedderCard;

/**
 * An embedder without a model: each word has a direction of its own, made from its hash, and a text
 * is the sum of its words. The same everywhere and always; texts that share words are near.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class FixedEmbedder implements Embedder {
  private static final int MAX_WORDS = 256;

  private final EmbedderCard card;
  private final Life life = new Life("fixed embedder");

  /** An embedder of 384 dimensions. */
  public FixedEmbedder() {
    this(384);
  }

  /**
   * An embedder.
   *
   * @param dimensions length of its vectors, at least 1
   */
  public FixedEmbedder(int dimensions) {
    if (dimensions < 1) {
      throw new IllegalArgumentException("dimensions must be at least 1, is " + dimensions);
    }
    this.card =
        EmbedderCard.builder("fixed", "fixed/1/" + dimensions, dimensions)
            .maxTokens(MAX_WORDS)
            .build();
  }

  @Override
  public EmbedderCard card() {
    return card;
  }

  @Override
  public List<float[]> embed(List<String> texts) {
    life.check();
    List<float[]> vectors = new ArrayList<>(texts.size());
    for (String text : texts) {
      vectors.add(embed(text));
    }
    return vectors;
  }

  private float[] embed(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a text to embed is blank");
    }
    double[] sum = new double[card.dimensions()];
    String[] words = text.toLowerCase(Locale.ROOT).strip().split("[^\\p{L}\\p{N}]+");
    int used = 0;
    for (String word : words) {
      if (!word.isEmpty() && used++ < MAX_WORDS) {
        add(word, sum);
      }
    }
    if (used == 0) {
      add(text, sum);
    }
    double length = Math.sqrt(java.util.Arrays.stream(sum).map(x -> x * x).sum());
    float[] vector = new float[sum.length];
    for (int i = 0; i < sum.length; i++) {
      vector[i] = (float) (sum[i] / length);
    }
    return vector;
  }

  private static void add(String word, double[] sum) {
    long seed = Long.parseUnsignedLong(Digests.of(word).substring(0, 16), 16);
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < sum.length; i++) {
      sum[i] += random.nextDouble() * 2 - 1;
    }
  }

  @Override
  public void close() {
    life.close();
  }
}
