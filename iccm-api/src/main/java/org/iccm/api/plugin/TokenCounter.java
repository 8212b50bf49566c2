package org.iccm.api.plugin;

/**
 * The gate's pinned tokenizer. Budgets are in its tokens, whatever the models use. Thread-safe.
 *
 * @since 0.1.0
 */
public interface TokenCounter {
  /**
   * Counts tokens.
   *
   * @param text any text
   * @return at least 0
   */
  int count(String text);

  /**
   * Token ids of a text.
   *
   * @param text any text
   * @return the ids, in order
   */
  int[] encode(String text);

  /**
   * Names the tokenizer and its version; part of keys.
   *
   * @return for example {@code cl100k_base/jtokkit-1.1.0}
   */
  String fingerprint();
}
