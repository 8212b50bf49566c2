package org.iccm.training.weights;

import java.nio.file.Path;
import org.iccm.api.error.IccmException;
import org.jspecify.annotations.Nullable;

/**
 * A file of weights is missing, damaged or does not fit the model.
 *
 * @since 0.1.0
 */
public class WeightsException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final transient Path path;

  /**
   * An error without a cause.
   *
   * @param path the file or directory
   * @param message what is wrong and what to do; the path is put before it
   */
  public WeightsException(Path path, String message) {
    this(path, message, null);
  }

  /**
   * An error with a cause.
   *
   * @param path the file or directory
   * @param message what is wrong and what to do; the path is put before it
   * @param cause the cause, or null
   */
  public WeightsException(Path path, String message, @Nullable Throwable cause) {
    super(path + ": " + message, cause);
    this.path = path;
  }

  /**
   * The file or directory.
   *
   * @return its path
   */
  public Path path() {
    return path;
  }
}
