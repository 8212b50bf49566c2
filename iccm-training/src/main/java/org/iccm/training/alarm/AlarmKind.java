package org.iccm.training.alarm;

/**
 * What a collapse begins with.
 *
 * @since 0.1.0
 */
public enum AlarmKind {
  /** The policy hardly varies any more. */
  ENTROPY,
  /** Texts grew or shrank. */
  LENGTH,
  /** Most groups' samples are rewarded alike: nothing is learned from them. */
  ZERO_VARIANCE,
  /** The policy left its reference. */
  KL,
  /** The reward rises in training and falls in validation. */
  HELD_OUT,
  /** Something is no number. */
  NOT_FINITE
}
