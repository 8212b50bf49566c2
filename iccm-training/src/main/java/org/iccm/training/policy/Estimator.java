package org.iccm.training.policy;

/**
 * What a sample's reward is compared with. With n scored samples of one prompt and the exact
 * gradient g of the expected reward, the estimate's expectation is:
 *
 * @since 0.1.0
 */
public enum Estimator {
  /**
   * {@code A_i = r_i - mean of the batch} (Williams, 1992, with the usual baseline): g times 1 -
   * 1/N, N samples in the batch, since a sample's own reward is in its baseline.
   */
  REINFORCE,
  /** {@code A_i = r_i - mean of the others in its group} (Kool and others, 2019): g. */
  RLOO,
  /**
   * {@code A_i = (r_i - mean of the group) / (deviation of the group + 1e-4)} (Shao and others,
   * 2024): not in g's direction in general, since groups that hardly differ weigh as much as
   * others.
   */
  GRPO,
  /**
   * {@code A_i = r_i - mean of the group} (Liu and others, 2025): g times 1 - 1/n, RLOO up to
   * scale; meant with {@link Aggregation#CONSTANT}.
   */
  DR_GRPO
}
