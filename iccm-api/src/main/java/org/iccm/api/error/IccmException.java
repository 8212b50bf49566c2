package org.iccm.api.error;

import org.jspecify.annotations.Nullable;

/**
 * Root of all ICCM errors.
 *
 * @since 0.1.0
 */
public abstract class IccmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * An error.
   *
   * @param message names the thing, the place and the remedy; holds no secret
   * @param cause the cause, or null
   */
  protected IccmException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
