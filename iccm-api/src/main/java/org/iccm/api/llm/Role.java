package org.iccm.api.llm;

/**
 * Who speaks.
 *
 * @since 0.1.0
 */
public enum Role {
  /** Instructions. */
  SYSTEM,
  /** The request. */
  USER,
  /** The model. */
  ASSISTANT
}
