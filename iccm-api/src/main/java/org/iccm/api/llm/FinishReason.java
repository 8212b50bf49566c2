package org.iccm.api.llm;

/**
 * Why an answer ended. Servers feed this: what is unknown is {@link #OTHER}, with the raw string
 * kept.
 *
 * @since 0.1.0
 */
public enum FinishReason {
  /** The model ended, or a stop text came. */
  STOP,
  /** The length limit. */
  LENGTH,
  /** A content filter. */
  CONTENT_FILTER,
  /** Anything else. */
  OTHER
}
