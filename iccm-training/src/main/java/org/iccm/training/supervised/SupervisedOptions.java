package org.iccm.training.supervised;

/**
 * Settings of a supervised phase. The defaults learn to read from nothing: some 256,000 streamed
 * examples.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class SupervisedOptions {
  private final int steps;
  private final int batch;
  private final int microBatch;
  private final int window;
  private final int sourceTokens;
  private final int targetTokens;
  private final int validateEvery;
  private final int patience;
  private final double least;
  private final int contrastEvery;
  private final double contrastWeight;
  private final double temperature;
  private final long seed;

  private SupervisedOptions(Builder b) {
    this.steps = b.steps;
    this.batch = b.batch;
    this.microBatch = b.microBatch;
    this.window = b.window;
    this.sourceTokens = b.sourceTokens;
    this.targetTokens = b.targetTokens;
    this.validateEvery = b.validateEvery;
    this.patience = b.patience;
    this.least = b.least;
    this.contrastEvery = b.contrastEvery;
    this.contrastWeight = b.contrastWeight;
    this.temperature = b.temperature;
    this.seed = b.seed;
  }

  /**
   * Starts a builder with the defaults.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the most steps that are taken. */
  public int steps() {
    return steps;
  }

  /** Returns the examples per step. */
  public int batch() {
    return batch;
  }

  /** Returns the examples that go through the network at once: memory against speed. */
  public int microBatch() {
    return microBatch;
  }

  /** Returns steps whose examples are sorted by length together. */
  public int window() {
    return window;
  }

  /** Returns the longest source; examples with longer ones are left out. */
  public int sourceTokens() {
    return sourceTokens;
  }

  /** Returns the longest target; examples with longer ones are left out. */
  public int targetTokens() {
    return targetTokens;
  }

  /** Returns the steps between validations. */
  public int validateEvery() {
    return validateEvery;
  }

  /** Returns the validations in a row without improvement that end the phase. */
  public int patience() {
    return patience;
  }

  /** Returns by how many nats per token the loss has to fall to count as better. */
  public double least() {
    return least;
  }

  /**
   * Returns the steps between those that also place requirements beside their sources; 0 means
   * none.
   */
  public int contrastEvery() {
    return contrastEvery;
  }

  /** Returns what the contrastive loss is multiplied by. */
  public double contrastWeight() {
    return contrastWeight;
  }

  /** Returns what similarities are divided by in the contrastive loss. */
  public double temperature() {
    return temperature;
  }

  /** Returns the seed of the order of micro-batches and of the choice of queries. */
  public long seed() {
    return seed;
  }

  /** All values in words, the same for equal options: part of what a checkpoint is checked by. */
  @Override
  public String toString() {
    return "SupervisedOptions["
        + "steps="
        + steps
        + ", batch="
        + batch
        + ", microBatch="
        + microBatch
        + ", window="
        + window
        + ", sourceTokens="
        + sourceTokens
        + ", targetTokens="
        + targetTokens
        + ", validateEvery="
        + validateEvery
        + ", patience="
        + patience
        + ", least="
        + least
        + ", contrastEvery="
        + contrastEvery
        + ", contrastWeight="
        + contrastWeight
        + ", temperature="
        + temperature
        + ", seed="
        + seed
        + "]";
  }

  /** Builds {@link SupervisedOptions}. Not thread-safe. */
  public static final class Builder {
    private int steps = 4000;
    private int batch = 64;
    private int microBatch = 16;
    private int window = 32;
    private int sourceTokens = 512;
    private int targetTokens = 512;
    private int validateEvery = 200;
    private int patience = 5;
    private double least = 0.001;
    private int contrastEvery = 0;
    private double contrastWeight = 0.1;
    private double temperature = 0.05;
    private long seed = 0;

    private Builder() {}

    /**
     * Sets the most steps that are taken; default 4000.
     *
     * @param steps at least 1
     * @return this builder
     */
    public Builder steps(int steps) {
      this.steps = steps;
      return this;
    }

    /**
     * Sets the examples per step; default 64.
     *
     * @param batch a multiple of microBatch
     * @return this builder
     */
    public Builder batch(int batch) {
      this.batch = batch;
      return this;
    }

    /**
     * Sets the examples that go through the network at once: memory against speed; default 16.
     *
     * @param microBatch at least 1
     * @return this builder
     */
    public Builder microBatch(int microBatch) {
      this.microBatch = microBatch;
      return this;
    }

    /**
     * Sets steps whose examples are sorted by length together; default 32.
     *
     * @param window at least 1
     * @return this builder
     */
    public Builder window(int window) {
      this.window = window;
      return this;
    }

    /**
     * Sets the longest source; examples with longer ones are left out; default 512.
     *
     * @param sourceTokens at least 8
     * @return this builder
     */
    public Builder sourceTokens(int sourceTokens) {
      this.sourceTokens = sourceTokens;
      return this;
    }

    /**
     * Sets the longest target; examples with longer ones are left out; default 512.
     *
     * @param targetTokens at least 2
     * @return this builder
     */
    public Builder targetTokens(int targetTokens) {
      this.targetTokens = targetTokens;
      return this;
    }

    /**
     * Sets the steps between validations; default 200.
     *
     * @param validateEvery at least 1
     * @return this builder
     */
    public Builder validateEvery(int validateEvery) {
      this.validateEvery = validateEvery;
      return this;
    }

    /**
     * Sets the validations in a row without improvement that end the phase; default 5.
     *
     * @param patience at least 1
     * @return this builder
     */
    public Builder patience(int patience) {
      this.patience = patience;
      return this;
    }

    /**
     * Sets by how many nats per token the loss has to fall to count as better; default 0.001.
     *
     * @param least 0 or more
     * @return this builder
     */
    public Builder least(double least) {
      this.least = least;
      return this;
    }

    /**
     * Sets the steps between those that also place requirements beside their sources; 0 means none;
     * default 0.
     *
     * @param contrastEvery 0 or more
     * @return this builder
     */
    public Builder contrastEvery(int contrastEvery) {
      this.contrastEvery = contrastEvery;
      return this;
    }

    /**
     * Sets what the contrastive loss is multiplied by; default 0.1.
     *
     * @param contrastWeight 0 or more
     * @return this builder
     */
    public Builder contrastWeight(double contrastWeight) {
      this.contrastWeight = contrastWeight;
      return this;
    }

    /**
     * Sets what similarities are divided by in the contrastive loss; default 0.05.
     *
     * @param temperature above 0
     * @return this builder
     */
    public Builder temperature(double temperature) {
      this.temperature = temperature;
      return this;
    }

    /**
     * Sets the seed of the order of micro-batches and of the choice of queries; default 0.
     *
     * @param seed any
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public SupervisedOptions build() {
      check(steps >= 1, "steps must be at least 1, is " + steps);
      check(microBatch >= 1, "microBatch must be at least 1, is " + microBatch);
      check(
          batch >= 1 && batch % microBatch == 0,
          "batch must be a multiple of microBatch, is " + batch + " of " + microBatch);
      check(window >= 1, "window must be at least 1, is " + window);
      check(sourceTokens >= 8, "sourceTokens must be at least 8, is " + sourceTokens);
      check(targetTokens >= 2, "targetTokens must be at least 2, is " + targetTokens);
      check(validateEvery >= 1, "validateEvery must be at least 1, is " + validateEvery);
      check(patience >= 1, "patience must be at least 1, is " + patience);
      check(least >= 0, "least must be 0 or more, is " + least);
      check(contrastEvery >= 0, "contrastEvery must be 0 or more, is " + contrastEvery);
      check(
          contrastEvery == 0 || batch >= 2,
          "a contrastive loss needs a batch of at least 2, is " + batch);
      check(contrastWeight >= 0, "contrastWeight must be 0 or more, is " + contrastWeight);
      check(temperature > 0, "temperature must be above 0, is " + temperature);
      return new SupervisedOptions(this);
    }

    private static void check(boolean good, String message) {
      if (!good) {
        throw new IllegalArgumentException(message);
      }
    }
  }
}
