package org.iccm.training.policy;

/**
 * What is done about samples that an earlier policy drew. Ratio {@code rho = exp(log pi - log
 * pi_old)}, the difference kept within -20 and 20.
 *
 * @since 0.1.0
 */
public enum RatioUse {
  /** Nothing: right for samples of the current weights only. */
  NONE,
  /**
   * Tokens are weighted with {@code min(rho, cap)}, which does not learn (truncated importance
   * sampling; Espeholt and others, 2018). Unbiased for what {@link RatioLevel} says while no ratio
   * is cut; cutting trades bias for variance.
   */
  TRUNCATED,
  /**
   * {@code min(rho A, clip(rho, 1 - low, 1 + high) A)}, and no less than {@code dual A} where A is
   * below 0 (Schulman and others, 2017; Ye and others, 2020). Biased once it clips. Token by token.
   */
  CLIPPED
}
