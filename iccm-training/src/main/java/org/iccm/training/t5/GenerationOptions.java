package org.iccm.training.t5;

/**
 * How a model chooses tokens: the likeliest (the default), by sampling, or by beam search.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class GenerationOptions {
  private final int maxTokens;
  private final double temperature;
  private final int topK;
  private final double topP;
  private final long seed;
  private final int beams;
  private final double lengthPenalty;
  private final boolean logProbabilities;
  private final int samples;

  private GenerationOptions(Builder b) {
    this.maxTokens = b.maxTokens;
    this.temperature = b.temperature;
    this.topK = b.topK;
    this.topP = b.topP;
    this.seed = b.seed;
    this.beams = b.beams;
    this.lengthPenalty = b.lengthPenalty;
    this.logProbabilities = b.logProbabilities;
    this.samples = b.samples;
  }

  /**
   * Starts a builder: greedy, at most 256 tokens.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the longest result in tokens, the end among them. */
  public int maxTokens() {
    return maxTokens;
  }

  /** Returns what scores are divided by before sampling; 0 takes the likeliest token. */
  public double temperature() {
    return temperature;
  }

  /** Returns how many of the likeliest tokens may be drawn; 0 means all. */
  public int topK() {
    return topK;
  }

  /**
   * Returns the share of probability that the likeliest tokens which may be drawn reach together.
   */
  public double topP() {
    return topP;
  }

  /** Returns the seed of sampling. */
  public long seed() {
    return seed;
  }

  /** Returns how many candidates beam search carries; 1 means no beam search. */
  public int beams() {
    return beams;
  }

  /** Returns the power of its length that a beam's score is divided by. */
  public double lengthPenalty() {
    return lengthPenalty;
  }

  /** Returns whether each token's log-probability is wanted, and the entropy it was drawn at. */
  public boolean logProbabilities() {
    return logProbabilities;
  }

  /** Returns how many targets are sampled for each source, which is read once for all of them. */
  public int samples() {
    return samples;
  }

  /** Builds {@link GenerationOptions}. Not thread-safe. */
  public static final class Builder {
    private int maxTokens = 256;
    private double temperature = 0;
    private int topK = 0;
    private double topP = 1;
    private long seed = 0;
    private int beams = 1;
    private double lengthPenalty = 1;
    private boolean logProbabilities = false;
    private int samples = 1;

    private Builder() {}

    /**
     * Sets the longest result in tokens, the end among them; default 256.
     *
     * @param maxTokens at least 1
     * @return this builder
     */
    public Builder maxTokens(int maxTokens) {
      this.maxTokens = maxTokens;
      return this;
    }

    /**
     * Sets what scores are divided by before sampling; 0 takes the likeliest token; default 0.
     *
     * @param temperature 0 or more
     * @return this builder
     */
    public Builder temperature(double temperature) {
      this.temperature = temperature;
      return this;
    }

    /**
     * Sets how many of the likeliest tokens may be drawn; 0 means all; default 0.
     *
     * @param topK 0 or more
     * @return this builder
     */
    public Builder topK(int topK) {
      this.topK = topK;
      return this;
    }

    /**
     * Sets the share of probability that the likeliest tokens which may be drawn reach together;
     * default 1.
     *
     * @param topP above 0, at most 1
     * @return this builder
     */
    public Builder topP(double topP) {
      this.topP = topP;
      return this;
    }

    /**
     * Sets the seed of sampling; default 0.
     *
     * @param seed any
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets how many candidates beam search carries; 1 means no beam search; default 1.
     *
     * @param beams at least 1
     * @return this builder
     */
    public Builder beams(int beams) {
      this.beams = beams;
      return this;
    }

    /**
     * Sets the power of its length that a beam's score is divided by; default 1.
     *
     * @param lengthPenalty any
     * @return this builder
     */
    public Builder lengthPenalty(double lengthPenalty) {
      this.lengthPenalty = lengthPenalty;
      return this;
    }

    /**
     * Sets whether each token's log-probability is wanted, and the entropy it was drawn at; default
     * false.
     *
     * @param logProbabilities the value
     * @return this builder
     */
    public Builder logProbabilities(boolean logProbabilities) {
      this.logProbabilities = logProbabilities;
      return this;
    }

    /**
     * Sets how many targets are sampled for each source; default 1.
     *
     * @param samples at least 1; above 1 with a temperature only
     * @return this builder
     */
    public Builder samples(int samples) {
      this.samples = samples;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range, or sampling and beams are
     *     both asked for
     */
    public GenerationOptions build() {
      check(maxTokens >= 1, "maxTokens must be at least 1, is " + maxTokens);
      check(temperature >= 0, "temperature must be 0 or more, is " + temperature);
      check(topK >= 0, "topK must be 0 or more, is " + topK);
      check(topP > 0 && topP <= 1, "topP must be above 0 and at most 1, is " + topP);
      check(beams >= 1, "beams must be at least 1, is " + beams);
      check(
          beams == 1 || (temperature == 0 && !logProbabilities),
          "beams exclude temperature and log-probabilities");
      check(samples >= 1, "samples must be at least 1, is " + samples);
      check(
          samples == 1 || temperature > 0,
          "several samples need a temperature: the likeliest tokens are always the same");
      return new GenerationOptions(this);
    }

    private static void check(boolean good, String message) {
      if (!good) {
        throw new IllegalArgumentException(message);
      }
    }
  }
}
