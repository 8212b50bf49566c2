package org.iccm.training.policy;

/**
 * Where the distance from the reference acts, with {@code u = log pi_ref - log pi} of a drawn
 * token.
 *
 * @since 0.1.0
 */
public enum KlPlacement {
  /** Nowhere; it is reported if there is a reference. */
  NONE,
  /**
   * In the reward, as {@code -beta * sum of k1}, {@code k1 = -u} under the policy that drew the
   * text: an unbiased estimate of the text's KL, and through the advantage of its gradient.
   */
  REWARD,
  /**
   * In the loss, as {@code beta * k2}, {@code k2 = u^2 / 2}: of the usual estimates the only one
   * whose derivative estimates the KL's. Token by token: what a token does to the KL of later ones
   * is left out.
   */
  LOSS
}
