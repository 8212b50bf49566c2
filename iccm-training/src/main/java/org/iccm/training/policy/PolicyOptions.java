package org.iccm.training.policy;

import java.util.Locale;
import java.util.Objects;

/**
 * The objective of a policy-gradient step, as switches of one kernel.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class PolicyOptions {
  private final Estimator estimator;
  private final RatioUse ratio;
  private final RatioLevel ratioLevel;
  private final ClipRange clip;
  private final double ratioCap;
  private final int maxStaleness;
  private final Aggregation aggregation;
  private final int constantLength;
  private final KlPlacement kl;
  private final double beta;
  private final KlController klController;
  private final boolean learnsFromUnended;
  private final int rows;

  private PolicyOptions(Builder b) {
    this.estimator = b.estimator;
    this.ratio = b.ratio;
    this.ratioLevel = b.ratioLevel;
    this.clip = b.clip;
    this.ratioCap = b.ratioCap;
    this.maxStaleness = b.maxStaleness;
    this.aggregation = b.aggregation;
    this.constantLength = b.constantLength;
    this.kl = b.kl;
    this.beta = b.beta;
    this.klController = b.klController;
    this.learnsFromUnended = b.learnsFromUnended;
    this.rows = b.rows;
  }

  /**
   * The default: RLOO, truncated ratios, constant-length aggregation, KL in the reward with beta
   * .01.
   *
   * @return a new builder
   */
  public static Builder rloo() {
    return new Builder();
  }

  /**
   * REINFORCE with the batch's mean as baseline; the rest as in {@link #rloo()}.
   *
   * @return a new builder
   */
  public static Builder reinforce() {
    return new Builder().estimator(Estimator.REINFORCE);
  }

  /**
   * GRPO: reward over the group's deviation, clipped ratios, mean of each text's tokens, KL in the
   * loss (its paper's k3 there has another gradient than the KL's; here it is k2).
   *
   * @return a new builder
   */
  public static Builder grpo() {
    return new Builder()
        .estimator(Estimator.GRPO)
        .ratio(RatioUse.CLIPPED)
        .aggregation(Aggregation.SEQUENCE_MEAN)
        .kl(KlPlacement.LOSS);
  }

  /**
   * Dr. GRPO: neither deviation nor lengths divide, clipped ratios, no KL.
   *
   * @return a new builder
   */
  public static Builder drGrpo() {
    return new Builder().estimator(Estimator.DR_GRPO).ratio(RatioUse.CLIPPED).kl(KlPlacement.NONE);
  }

  /**
   * PPO's clipped ratios with RLOO's advantages in place of a critic's.
   *
   * @return a new builder
   */
  public static Builder ppo() {
    return new Builder().ratio(RatioUse.CLIPPED);
  }

  /** Returns what rewards are compared with. */
  public Estimator estimator() {
    return estimator;
  }

  /** Returns what is done about older samples. */
  public RatioUse ratio() {
    return ratio;
  }

  /** Returns over what truncated ratios are taken. */
  public RatioLevel ratioLevel() {
    return ratioLevel;
  }

  /** Returns between which ratios clipped ones count. */
  public ClipRange clip() {
    return clip;
  }

  /** Returns the largest truncated ratio. */
  public double ratioCap() {
    return ratioCap;
  }

  /** Returns how many steps the weights may have taken since a sample was drawn. */
  public int maxStaleness() {
    return maxStaleness;
  }

  /** Returns how tokens' losses become one. */
  public Aggregation aggregation() {
    return aggregation;
  }

  /** Returns the length that all texts are divided by in constant-length aggregation. */
  public int constantLength() {
    return constantLength;
  }

  /** Returns where the KL acts. */
  public KlPlacement kl() {
    return kl;
  }

  /** Returns the KL's first coefficient. */
  public double beta() {
    return beta;
  }

  /** Returns what moves the coefficient. */
  public KlController klController() {
    return klController;
  }

  /** Returns whether texts cut at the length limit are in the loss; they are in the baseline. */
  public boolean learnsFromUnended() {
    return learnsFromUnended;
  }

  /** Returns how many texts go through the model at once: memory against speed. */
  public int rows() {
    return rows;
  }

  /** All values in words, the same for equal options: part of what a checkpoint is checked by. */
  @Override
  public String toString() {
    return String.format(
        Locale.ROOT,
        "PolicyOptions[%s, ratio %s %s, %s, cap %s, staleness %s, %s %s, KL %s %s %s,"
            + " unended %s, rows %s]",
        estimator,
        ratio,
        ratioLevel,
        clip,
        ratioCap,
        maxStaleness,
        aggregation,
        constantLength,
        kl,
        beta,
        klController,
        learnsFromUnended,
        rows);
  }

  /** Builds {@link PolicyOptions}. Not thread-safe. */
  public static final class Builder {
    private Estimator estimator = Estimator.RLOO;
    private RatioUse ratio = RatioUse.TRUNCATED;
    private RatioLevel ratioLevel = RatioLevel.TOKEN;
    private ClipRange clip = ClipRange.usual();
    private double ratioCap = 2;
    private int maxStaleness = 1;
    private Aggregation aggregation = Aggregation.CONSTANT;
    private int constantLength = 1;
    private KlPlacement kl = KlPlacement.REWARD;
    private double beta = 0.01;
    private KlController klController = KlController.fixed();
    private boolean learnsFromUnended = true;
    private int rows = 32;

    private Builder() {}

    /**
     * Sets what rewards are compared with; default RLOO.
     *
     * @param estimator the value
     * @return this builder
     */
    public Builder estimator(Estimator estimator) {
      this.estimator = Objects.requireNonNull(estimator, "estimator");
      return this;
    }

    /**
     * Sets what is done about older samples; default truncated ratios.
     *
     * @param ratio the value
     * @return this builder
     */
    public Builder ratio(RatioUse ratio) {
      this.ratio = Objects.requireNonNull(ratio, "ratio");
      return this;
    }

    /**
     * Sets over what truncated ratios are taken; default each token's own.
     *
     * @param ratioLevel the value
     * @return this builder
     */
    public Builder ratioLevel(RatioLevel ratioLevel) {
      this.ratioLevel = Objects.requireNonNull(ratioLevel, "ratioLevel");
      return this;
    }

    /**
     * Sets between which ratios clipped ones count; default .2 below and above 1, dual 3.
     *
     * @param clip the value
     * @return this builder
     */
    public Builder clip(ClipRange clip) {
      this.clip = Objects.requireNonNull(clip, "clip");
      return this;
    }

    /**
     * Sets the largest truncated ratio; default 2.
     *
     * @param ratioCap at least 1; infinity turns it off
     * @return this builder
     */
    public Builder ratioCap(double ratioCap) {
      this.ratioCap = ratioCap;
      return this;
    }

    /**
     * Sets how many steps the weights may have taken since a sample was drawn; default 1.
     *
     * @param maxStaleness 0 or more
     * @return this builder
     */
    public Builder maxStaleness(int maxStaleness) {
      this.maxStaleness = maxStaleness;
      return this;
    }

    /**
     * Sets how tokens' losses become one; default constant length.
     *
     * @param aggregation the value
     * @return this builder
     */
    public Builder aggregation(Aggregation aggregation) {
      this.aggregation = Objects.requireNonNull(aggregation, "aggregation");
      return this;
    }

    /**
     * Sets the length that all texts are divided by in constant-length aggregation; default 1,
     * which gives the gradient of the expected reward. The longest text's is usual: it brings loss
     * and gradient to a size at which the usual clip of 1 seldom acts.
     *
     * @param constantLength at least 1
     * @return this builder
     */
    public Builder constantLength(int constantLength) {
      this.constantLength = constantLength;
      return this;
    }

    /**
     * Sets where the KL acts; default in the reward.
     *
     * @param kl the value
     * @return this builder
     */
    public Builder kl(KlPlacement kl) {
      this.kl = Objects.requireNonNull(kl, "kl");
      return this;
    }

    /**
     * Sets the KL's first coefficient; default .01, for rewards between 0 and 1 and the KL summed
     * over a text's tokens.
     *
     * @param beta 0 or more
     * @return this builder
     */
    public Builder beta(double beta) {
      this.beta = beta;
      return this;
    }

    /**
     * Sets what moves the coefficient; default nothing.
     *
     * @param klController the value
     * @return this builder
     */
    public Builder klController(KlController klController) {
      this.klController = Objects.requireNonNull(klController, "klController");
      return this;
    }

    /**
     * Sets whether texts cut at the length limit are in the loss; default true: what is too long is
     * rewarded with 0 and unlearned.
     *
     * @param learnsFromUnended the value
     * @return this builder
     */
    public Builder learnsFromUnended(boolean learnsFromUnended) {
      this.learnsFromUnended = learnsFromUnended;
      return this;
    }

    /**
     * Sets how many texts go through the model at once; default 32.
     *
     * @param rows at least 1
     * @return this builder
     */
    public Builder rows(int rows) {
      this.rows = rows;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public PolicyOptions build() {
      check(ratioCap >= 1, "ratioCap must be at least 1, is " + ratioCap);
      check(maxStaleness >= 0, "maxStaleness must be 0 or more, is " + maxStaleness);
      check(
          ratio != RatioUse.NONE || maxStaleness == 0,
          "without ratios only the current weights' samples are right: set maxStaleness to 0");
      check(constantLength >= 1, "constantLength must be at least 1, is " + constantLength);
      check(beta >= 0 && beta < Double.POSITIVE_INFINITY, "beta must be 0 or more, is " + beta);
      check(rows >= 1, "rows must be at least 1, is " + rows);
      return new PolicyOptions(this);
    }

    private static void check(boolean good, String message) {
      if (!good) {
        throw new IllegalArgumentException(message);
      }
    }
  }
}
