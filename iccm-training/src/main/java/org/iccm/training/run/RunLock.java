package org.iccm.training.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.iccm.training.checkpoint.CheckpointException;

/**
 * Keeps a run's directory for one run at a time: two would mix their logs and states. The system
 * frees it when the process dies.
 */
final class RunLock implements AutoCloseable {
  static final String NAME = ".lock";

  private final FileChannel channel;

  private RunLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes it, or says at once that it cannot be had.
   *
   * @param directory made if it is not there
   * @throws CheckpointException if another run has it
   */
  static RunLock on(Path directory) throws IOException {
    Files.createDirectories(directory);
    FileChannel channel =
        FileChannel.open(
            directory.resolve(NAME), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean taken = false;
    try {
      taken = take(channel);
      if (!taken) {
        throw new CheckpointException(
            directory,
            "another run is at work here; wait for its end, or choose another directory",
            null);
      }
      return new RunLock(channel);
    } finally {
      if (!taken) {
        channel.close();
      }
    }
  }

  private static boolean take(FileChannel channel) throws IOException {
    try {
      return channel.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      return false; // another run of this process has it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
