package org.iccm.api.error;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * A model gave no usable answer.
 *
 * @since 0.1.0
 */
public class LlmException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final String model;
  private final transient OptionalInt status;
  private final boolean retriable;

  /**
   * An error without a cause.
   *
   * @param model the model asked for
   * @param status the HTTP status, if there was one
   * @param retriable whether the same call may succeed later
   * @param message what is wrong, where, and what to do
   */
  public LlmException(String model, OptionalInt status, boolean retriable, String message) {
    this(model, status, retriable, message, null);
  }

  /**
   * An error with a cause.
   *
   * @param model the model asked for
   * @param status the HTTP status, if there was one
   * @param retriable whether the same call may succeed later
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public LlmException(
      String model,
      OptionalInt status,
      boolean retriable,
      String message,
      @Nullable Throwable cause) {
    super(message, cause);
    this.model = model;
    this.status = status;
    this.retriable = retriable;
  }

  /**
   * The model asked for.
   *
   * @return the model asked for
   */
  public String model() {
    return model;
  }

  /**
   * The HTTP status, if there was one.
   *
   * @return the HTTP status, if there was one
   */
  public OptionalInt status() {
    return status;
  }

  /**
   * Whether the same call may succeed later.
   *
   * @return whether the same call may succeed later
   */
  public boolean retriable() {
    return retriable;
  }
}
