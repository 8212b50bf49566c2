package org.iccm.validation.report;

import java.nio.file.Path;
import org.iccm.api.error.IccmException;
import org.jspecify.annotations.Nullable;

/**
 * A report cannot be written. What was measured is stored all the same.
 *
 * @since 0.1.0
 */
public class ReportException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final transient Path path;

  /**
   * An error with a cause.
   *
   * @param path the file or directory
   * @param message what is wrong, where, and what to do
   * @param cause the cause, or null
   */
  public ReportException(Path path, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.path = path;
  }

  /**
   * The file or directory.
   *
   * @return the path
   */
  public Path path() {
    return path;
  }
}
