package org.iccm.api.reward;

/**
 * Scores a context. Pure: the same input gives the same reward; running scales belong to the
 * trainer. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RewardFunction extends AutoCloseable {
  /**
   * Names formula, version and weights.
   *
   * @return a digest or short text
   */
  String fingerprint();

  /**
   * Scores.
   *
   * @param input all rollouts of one context
   * @return the reward
   */
  Reward reward(RewardInput input);

  @Override
  default void close() {}
}
