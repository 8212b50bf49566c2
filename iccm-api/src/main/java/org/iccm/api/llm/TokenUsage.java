package org.iccm.api.llm;

import java.util.OptionalLong;

/**
 * Tokens of one call. What a server does not give is unknown, never zero.
 *
 * @param prompt prompt tokens
 * @param completion generated tokens
 * @since 0.1.0
 */
public record TokenUsage(OptionalLong prompt, OptionalLong completion) {
  /** Nothing is known. */
  public static final TokenUsage UNKNOWN =
      new TokenUsage(OptionalLong.empty(), OptionalLong.empty());

  /**
   * Both are known.
   *
   * @param prompt prompt tokens
   * @param completion generated tokens
   * @return the usage
   */
  public static TokenUsage of(long prompt, long completion) {
    return new TokenUsage(OptionalLong.of(prompt), OptionalLong.of(completion));
  }
}
