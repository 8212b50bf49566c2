package org.iccm.api.error;

import org.jspecify.annotations.Nullable;

/**
 * The call was cancelled by an interrupt or by close().
 *
 * @since 0.1.0
 */
public class CancelledException extends IccmException {
  private static final long serialVersionUID = 1L;

  /**
   * An error without a cause.
   *
   * @param message what is wrong, where, and what to do
   */
  public CancelledException(String message) {
    this(message, null);
  }

  /**
   * An error with a cause.
   *
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public CancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
