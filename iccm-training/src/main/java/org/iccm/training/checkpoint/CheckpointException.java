package org.iccm.training.checkpoint;

import java.nio.file.Path;
import org.iccm.api.error.IccmException;
import org.jspecify.annotations.Nullable;

/**
 * A checkpoint cannot be written, or does not belong to what it is restored into.
 *
 * @since 0.1.0
 */
public class CheckpointException extends IccmException {
  private static final long serialVersionUID = 1L;
  private final transient Path path;

  /**
   * An error.
   *
   * @param path the checkpoint, or the directory of all
   * @param message what is wrong and what to do; the path is put before it
   * @param cause the cause, or null
   */
  public CheckpointException(Path path, String message, @Nullable Throwable cause) {
    super(path + ": " + message, cause);
    this.path = path;
  }

  /**
   * The checkpoint, or the directory of all.
   *
   * @return its path
   */
  public Path path() {
    return path;
  }
}
