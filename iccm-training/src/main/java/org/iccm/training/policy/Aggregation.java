package org.iccm.training.policy;

/**
 * How tokens' losses become one, over N samples that count.
 *
 * @since 0.1.0
 */
public enum Aggregation {
  /**
   * Sum over {@code N * length}, the same length for all: no bias by length (Liu and others, 2025).
   */
  CONSTANT,
  /**
   * Mean over samples of their tokens' means (GRPO's): long texts weigh less per token, so that
   * long bad ones are punished less than short ones.
   */
  SEQUENCE_MEAN,
  /** Sum over all tokens of the batch (DAPO's). */
  TOKEN_MEAN
}
