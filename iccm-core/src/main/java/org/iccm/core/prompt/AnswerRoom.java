package org.iccm.core.prompt;

import java.util.List;
import java.util.OptionalInt;
import org.iccm.api.llm.Message;
import org.iccm.api.plugin.TokenCounter;

/**
 * How long an answer may be: it follows from the source's size, and from what a prompt leaves of a
 * model's context.
 *
 * @param promptTokens tokens of the messages
 * @param longestAnswer tokens that the source's size allows
 */
record AnswerRoom(int promptTokens, int longestAnswer) {
  /** A model's own tokenizer counts up to this times what ours does. */
  private static final double TOKENIZER_SLACK = 1.25;

  static AnswerRoom of(List<Message> messages, int sourceTokens, TokenCounter tokens) {
    int prompt = messages.stream().mapToInt(m -> tokens.count(m.content()) + 8).sum();
    return new AnswerRoom(prompt, ReconstructionPrompt.longestAnswer(sourceTokens));
  }

  /** At least 1. */
  int longest(OptionalInt contextTokens) {
    if (contextTokens.isEmpty()) {
      return longestAnswer;
    }
    int left = contextTokens.getAsInt() - (int) Math.ceil(promptTokens * TOKENIZER_SLACK);
    return Math.max(1, Math.min(longestAnswer, left));
  }
}
