package org.iccm.api.error;

import org.jspecify.annotations.Nullable;

/**
 * An application cannot be used: layout, tests or metadata are wrong.
 *
 * @since 0.1.0
 */
public class ApplicationException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final String applicationId;
  private final String place;

  /**
   * An error without a cause.
   *
   * @param applicationId the application, or its directory
   * @param place the file or test
   * @param message what is wrong, where, and what to do
   */
  public ApplicationException(String applicationId, String place, String message) {
    this(applicationId, place, message, null);
  }

  /**
   * An error with a cause.
   *
   * @param applicationId the application, or its directory
   * @param place the file or test
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public ApplicationException(
      String applicationId, String place, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.applicationId = applicationId;
    this.place = place;
  }

  /**
   * The application, or its directory.
   *
   * @return the application, or its directory
   */
  public String applicationId() {
    return applicationId;
  }

  /**
   * The file or test.
   *
   * @return the file or test
   */
  public String place() {
    return place;
  }
}
