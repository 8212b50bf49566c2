package org.iccm.api.llm;

/**
 * Hears an answer as it grows. Called on the calling thread, in order.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CompletionListener {
  /**
   * More text came.
   *
   * @param delta the new part, never empty
   */
  void onText(String delta);

  /** A retry begins: all text heard so far is void. */
  default void onRestart() {}
}
