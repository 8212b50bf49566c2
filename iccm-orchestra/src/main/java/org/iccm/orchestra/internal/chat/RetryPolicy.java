package org.iccm.orchestra.internal.chat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Optional;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/**
 * When a request is sent again, and how long to wait before.
 *
 * @param retries at most this many after the first try, at least 0
 * @since 0.1.0
 */
public record RetryPolicy(int retries) {
  /** Two retries. */
  public static final RetryPolicy DEFAULT = new RetryPolicy(2);

  /** The longest pause that ICCM chooses itself. */
  public static final Duration MAX_PAUSE = Duration.ofSeconds(8);

  /** The longest pause that a server may ask for; if it asks for more, the call fails at once. */
  public static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(60);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

  /** Checks the count. */
  public RetryPolicy {
    if (retries < 0) {
      throw new IllegalArgumentException("retries is negative");
    }
  }

  /**
   * Whether an HTTP status may go away by itself.
   *
   * @param status the status
   * @return true for 408, 409, 429 and 5xx
   */
  public static boolean retriable(int status) {
    return status == 408 || status == 409 || status == 429 || (status >= 500 && status <= 599);
  }

  /**
   * The pause before the next try.
   *
   * @param tried tries so far, at least 1
   * @param asked what the server asked for, if it did
   * @param jitter from 0 to below 1
   * @return exactly what was asked for, else a jittered pause of at most {@link #MAX_PAUSE}
   */
  public Duration pause(int tried, Optional<Duration> asked, double jitter) {
    if (asked.isPresent()) {
      return asked.get();
    }
    double full =
        Math.min(
            MAX_PAUSE.toMillis(), FIRST_PAUSE.toMillis() * Math.pow(2, Math.min(tried - 1, 16)));
    return Duration.ofMillis(Math.round(full * (0.5 + 0.5 * jitter)));
  }

  /**
   * Reads how long a server asks to wait.
   *
   * @param headers of its answer
   * @param now for dates
   * @return the pause, never negative; empty if it asks for none, or unreadably
   */
  static Optional<Duration> retryAfter(Headers headers, Instant now) {
    Optional<Duration> millis = number(headers.get("retry-after-ms"), 1);
    if (millis.isPresent()) {
      return millis;
    }
    String text = headers.get("Retry-After");
    if (text == null) {
      return Optional.empty();
    }
    Optional<Duration> seconds = number(text, 1000);
    if (seconds.isPresent()) {
      return seconds;
    }
    try {
      Instant at =
          ZonedDateTime.parse(
                  text.trim(), DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
              .toInstant();
      return Optional.of(at.isAfter(now) ? Duration.between(now, at) : Duration.ZERO);
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static Optional<Duration> number(@Nullable String text, double millisEach) {
    if (text == null) {
      return Optional.empty();
    }
    try {
      double value = Double.parseDouble(text.trim());
      return value >= 0 && value < 1e9
          ? Optional.of(Duration.ofMillis(Math.round(value * millisEach)))
          : Optional.empty();
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
