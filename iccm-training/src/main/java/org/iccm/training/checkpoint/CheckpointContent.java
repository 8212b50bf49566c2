package org.iccm.training.checkpoint;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Writes what a checkpoint holds.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface CheckpointContent {
  /**
   * Writes files.
   *
   * @param directory empty; what is left there as plain files is the checkpoint
   * @throws IOException if a file cannot be written
   */
  void writeTo(Path directory) throws IOException;
}
