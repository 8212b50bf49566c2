package org.iccm.orchestra.internal.chat;

import java.time.Duration;

/**
 * What a call may take at most.
 *
 * @param call the whole call, retries and pauses included
 * @param oneTry one request and its answer
 * @param connect until a connection stands
 * @param idle between two pieces of a streamed answer
 * @param answerBytes of one answer, as sent
 * @since 0.1.0
 */
public record ChatLimits(
    Duration call, Duration oneTry, Duration connect, Duration idle, int answerBytes) {
  /** Ten minutes a call, five a try, ten seconds to connect, two minutes idle, 8 MiB. */
  public static final ChatLimits DEFAULT =
      new ChatLimits(
          Duration.ofMinutes(10),
          Duration.ofMinutes(5),
          Duration.ofSeconds(10),
          Duration.ofMinutes(2),
          8 << 20);
}
