package org.iccm.api.error;

import org.jspecify.annotations.Nullable;

/**
 * A sandbox failed; this says nothing about the candidate.
 *
 * @since 0.1.0
 */
public class RunnerException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final String runner;
  private final boolean retriable;

  /**
   * An error without a cause.
   *
   * @param runner the runner's name
   * @param retriable whether the same run may succeed later
   * @param message what is wrong, where, and what to do
   */
  public RunnerException(String runner, boolean retriable, String message) {
    this(runner, retriable, message, null);
  }

  /**
   * An error with a cause.
   *
   * @param runner the runner's name
   * @param retriable whether the same run may succeed later
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public RunnerException(
      String runner, boolean retriable, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.runner = runner;
    this.retriable = retriable;
  }

  /**
   * The runner's name.
   *
   * @return the runner's name
   */
  public String runner() {
    return runner;
  }

  /**
   * Whether the same run may succeed later.
   *
   * @return whether the same run may succeed later
   */
  public boolean retriable() {
    return retriable;
  }
}
