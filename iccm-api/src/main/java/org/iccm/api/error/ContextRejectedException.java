package org.iccm.api.error;

import org.jspecify.annotations.Nullable;

/**
 * There is no admissible context.
 *
 * @since 0.1.0
 */
public class ContextRejectedException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final String engineer;
  private final String applicationId;

  /**
   * An error without a cause.
   *
   * @param engineer the engineer's name
   * @param applicationId the application
   * @param message what is wrong, where, and what to do
   */
  public ContextRejectedException(String engineer, String applicationId, String message) {
    this(engineer, applicationId, message, null);
  }

  /**
   * An error with a cause.
   *
   * @param engineer the engineer's name
   * @param applicationId the application
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public ContextRejectedException(
      String engineer, String applicationId, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.engineer = engineer;
    this.applicationId = applicationId;
  }

  /**
   * The engineer's name.
   *
   * @return the engineer's name
   */
  public String engineer() {
    return engineer;
  }

  /**
   * The application.
   *
   * @return the application
   */
  public String applicationId() {
    return applicationId;
  }
}
