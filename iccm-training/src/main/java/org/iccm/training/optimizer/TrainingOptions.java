package org.iccm.training.optimizer;

import java.util.Objects;

/**
 * Settings of a training step with AdamW (Loshchilov and Hutter, 2019).
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TrainingOptions {
  private final double learningRate;
  private final Schedule schedule;
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final double clip;
  private final double dropout;
  private final boolean checkpointing;
  private final long seed;

  private TrainingOptions(Builder b) {
    this.learningRate = b.learningRate;
    this.schedule = b.schedule;
    this.beta1 = b.beta1;
    this.beta2 = b.beta2;
    this.epsilon = b.epsilon;
    this.weightDecay = b.weightDecay;
    this.clip = b.clip;
    this.dropout = b.dropout;
    this.checkpointing = b.checkpointing;
    this.seed = b.seed;
  }

  /**
   * Starts a builder with AdamW's usual values.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the highest learning rate. */
  public double learningRate() {
    return learningRate;
  }

  /** Returns the course of the learning rate. */
  public Schedule schedule() {
    return schedule;
  }

  /** Returns the decay of the mean of gradients. */
  public double beta1() {
    return beta1;
  }

  /** Returns the decay of the mean of their squares. */
  public double beta2() {
    return beta2;
  }

  /** Returns what is added to the root of the squares' mean. */
  public double epsilon() {
    return epsilon;
  }

  /** Returns what weights shrink by, times the learning rate, apart from gradients. */
  public double weightDecay() {
    return weightDecay;
  }

  /** Returns the longest gradient over all tensors together; longer ones are scaled down. */
  public double clip() {
    return clip;
  }

  /** Returns the share of activations that is dropped. */
  public double dropout() {
    return dropout;
  }

  /**
   * Returns whether activations are computed again on the way back instead of kept: the same result
   * in less memory and more time.
   */
  public boolean checkpointing() {
    return checkpointing;
  }

  /** Returns the seed of all chance in training. */
  public long seed() {
    return seed;
  }

  /** All values in words, the same for equal options: part of what a checkpoint is checked by. */
  @Override
  public String toString() {
    return "TrainingOptions["
        + "learningRate="
        + learningRate
        + ", schedule="
        + schedule
        + ", beta1="
        + beta1
        + ", beta2="
        + beta2
        + ", epsilon="
        + epsilon
        + ", weightDecay="
        + weightDecay
        + ", clip="
        + clip
        + ", dropout="
        + dropout
        + ", checkpointing="
        + checkpointing
        + ", seed="
        + seed
        + "]";
  }

  /** Builds {@link TrainingOptions}. Not thread-safe. */
  public static final class Builder {
    private double learningRate = 1e-3;
    private Schedule schedule = Schedule.constant(0);
    private double beta1 = 0.9;
    private double beta2 = 0.999;
    private double epsilon = 1e-8;
    private double weightDecay = 0.01;
    private double clip = 1;
    private double dropout = 0;
    private boolean checkpointing = false;
    private long seed = 0;

    private Builder() {}

    /**
     * Sets the highest learning rate; default 1e-3.
     *
     * @param learningRate above 0
     * @return this builder
     */
    public Builder learningRate(double learningRate) {
      this.learningRate = learningRate;
      return this;
    }

    /**
     * Sets the course of the learning rate; default constant.
     *
     * @param schedule the value
     * @return this builder
     */
    public Builder schedule(Schedule schedule) {
      this.schedule = Objects.requireNonNull(schedule, "schedule");
      return this;
    }

    /**
     * Sets the decay of the mean of gradients; default 0.9.
     *
     * @param beta1 at least 0, below 1
     * @return this builder
     */
    public Builder beta1(double beta1) {
      this.beta1 = beta1;
      return this;
    }

    /**
     * Sets the decay of the mean of their squares; default 0.999.
     *
     * @param beta2 at least 0, below 1
     * @return this builder
     */
    public Builder beta2(double beta2) {
      this.beta2 = beta2;
      return this;
    }

    /**
     * Sets what is added to the root of the squares' mean; default 1e-8.
     *
     * @param epsilon above 0
     * @return this builder
     */
    public Builder epsilon(double epsilon) {
      this.epsilon = epsilon;
      return this;
    }

    /**
     * Sets what weights shrink by, times the learning rate, apart from gradients; default 0.01.
     *
     * @param weightDecay 0 or more
     * @return this builder
     */
    public Builder weightDecay(double weightDecay) {
      this.weightDecay = weightDecay;
      return this;
    }

    /**
     * Sets the longest gradient over all tensors together; longer ones are scaled down; default 1.
     *
     * @param clip above 0; infinity turns it off
     * @return this builder
     */
    public Builder clip(double clip) {
      this.clip = clip;
      return this;
    }

    /**
     * Sets the share of activations that is dropped; default 0.
     *
     * @param dropout at least 0, below 1
     * @return this builder
     */
    public Builder dropout(double dropout) {
      this.dropout = dropout;
      return this;
    }

    /**
     * Sets whether activations are computed again on the way back instead of kept: the same result
     * in less memory and more time; default false.
     *
     * @param checkpointing the value
     * @return this builder
     */
    public Builder checkpointing(boolean checkpointing) {
      this.checkpointing = checkpointing;
      return this;
    }

    /**
     * Sets the seed of all chance in training; default 0.
     *
     * @param seed the value
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
    public TrainingOptions build() {
      check(learningRate > 0, "learningRate must be above 0, is " + learningRate);
      check(beta1 >= 0 && beta1 < 1, "beta1 must be at least 0 and below 1, is " + beta1);
      check(beta2 >= 0 && beta2 < 1, "beta2 must be at least 0 and below 1, is " + beta2);
      check(epsilon > 0, "epsilon must be above 0, is " + epsilon);
      check(weightDecay >= 0, "weightDecay must be 0 or more, is " + weightDecay);
      check(clip > 0, "clip must be above 0, is " + clip);
      check(dropout >= 0 && dropout < 1, "dropout must be at least 0 and below 1, is " + dropout);
      return new TrainingOptions(this);
    }

    private static void check(boolean good, String message) {
      if (!good) {
        throw new IllegalArgumentException(message);
      }
    }
  }
}
