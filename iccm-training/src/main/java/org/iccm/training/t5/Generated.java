package org.iccm.training.t5;

/**
 * What a model wrote for one source.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Generated {
  private final int[] tokens;
  private final float[] logProbabilities;
  private final float[] entropies;
  private final boolean ended;
  private final double score;

  Generated(int[] tokens, float[] logs, float[] entropies, boolean ended, double score) {
    this.tokens = tokens.clone();
    this.logProbabilities = logs.clone();
    this.entropies = entropies.clone();
    this.ended = ended;
    this.score = score;
  }

  /** Returns the ids, the end's among them if it was reached, without the start's. */
  public int[] tokens() {
    return tokens.clone();
  }

  /**
   * Logarithms of the probabilities that the model gave to each token, before temperature and
   * filters, as {@link T5Model#logProbabilities} computes them.
   *
   * @return one value of 0 or less per token; empty if not asked for, or of a beam
   */
  public float[] logProbabilities() {
    return logProbabilities.clone();
  }

  /**
   * Entropies in nats of the distributions, before temperature and filters, that the tokens were
   * taken from.
   *
   * @return one value of 0 or more per token; empty if log-probabilities were not asked for, or of
   *     a beam
   */
  public float[] entropies() {
    return entropies.clone();
  }

  /** Returns whether the end was reached; else the length limit was. */
  public boolean ended() {
    return ended;
  }

  /**
   * A beam's score: the sum of its log-probabilities over its length to the power of the penalty.
   *
   * @return the score; NaN if there were no beams
   */
  public double score() {
    return score;
  }
}
