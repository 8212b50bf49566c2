package org.iccm.api.llm;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param content what is said
 * @since 0.1.0
 */
public record Message(Role role, String content) {
  /**
   * A system message.
   *
   * @param content its text
   * @return the message
   */
  public static Message system(String content) {
    return new Message(Role.SYSTEM, content);
  }

  /**
   * A user's message.
   *
   * @param content its text
   * @return the message
   */
  public static Message user(String content) {
    return new Message(Role.USER, content);
  }
}
