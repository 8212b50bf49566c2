package org.iccm.orchestra.internal.chat;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What one try ended with. Its message is fit for people and holds no secret. */
final class TryFailure extends Exception {
  private static final long serialVersionUID = 1L;
  final transient OptionalInt status;

  /** Whether the policy sends it again. */
  final boolean again;

  /** Whether the same call may succeed some other time. */
  final boolean later;

  final transient Optional<Duration> retryAfter;

  private TryFailure(
      String message,
      OptionalInt status,
      boolean again,
      boolean later,
      Optional<Duration> retryAfter,
      @Nullable Throwable cause) {
    super(message, cause);
    this.status = status;
    this.again = again;
    this.later = later;
    this.retryAfter = retryAfter;
  }

  /** The connection failed, or ended before the answer did. */
  static TryFailure io(String message, @Nullable Throwable cause) {
    return new TryFailure(message, OptionalInt.empty(), true, true, Optional.empty(), cause);
  }

  /** The server said no. */
  static TryFailure status(String message, int status, Optional<Duration> retryAfter) {
    boolean again = RetryPolicy.retriable(status);
    return new TryFailure(message, OptionalInt.of(status), again, again, retryAfter, null);
  }

  /** The server answered something that is no usable answer. */
  static TryFailure answer(String message, int status, boolean later) {
    return new TryFailure(message, OptionalInt.of(status), false, later, Optional.empty(), null);
  }
}
