package org.iccm.api.llm;

/**
 * What a model's server can do beyond plain completions.
 *
 * @since 0.1.0
 */
public enum Capability {
  /** Gives text as it grows. */
  STREAMING,
  /** Honours a seed. */
  SEED,
  /** Honours stop texts. */
  STOP,
  /** Honours top-p. */
  TOP_P
}
