package org.iccm.api.testing;

/**
 * How well a runner enforces one limit on this host.
 *
 * @since 0.1.0
 */
public enum LimitState {
  /** For the whole process tree. */
  ENFORCED,
  /** For single processes, or after the fact. */
  PARTIAL,
  /** Not at all. */
  ABSENT
}
