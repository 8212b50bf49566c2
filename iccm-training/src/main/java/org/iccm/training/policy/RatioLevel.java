package org.iccm.training.policy;

/**
 * Over what truncated ratios are taken.
 *
 * @since 0.1.0
 */
public enum RatioLevel {
  /** Each token's own: little variance, blind to how likely the tokens before it have become. */
  TOKEN,
  /** The whole text's, for all its tokens: unbiased, and of much variance for long texts. */
  SEQUENCE
}
