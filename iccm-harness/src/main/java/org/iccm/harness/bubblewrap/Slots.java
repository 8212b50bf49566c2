package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Numbers that one run at a time may hold, on the whole machine as far as it shares the cache
 * directory. A number stands for a user id and control groups of its own.
 */
final class Slots {
  private static final int MOST = 4096;

  /** Above what distributions, containers and name services hand out, below 2^31. */
  private static final int FIRST_USER = 1_900_000_000;

  private final Path directory;

  Slots(Path directory) {
    this.directory = directory;
  }

  /**
   * A number that is held.
   *
   * @param number the number
   * @param channel its lock's file
   */
  record Slot(int number, FileChannel channel) implements AutoCloseable {
    /** The host's user and group id of its processes, where we are root. */
    int user() {
      return FIRST_USER + number;
    }

    @Override
    public void close() {
      try {
        channel.close();
      } catch (IOException e) {
        // the lock goes with the descriptor, and that is closed whatever close reports
        return;
      }
    }
  }

  /**
   * Takes the lowest free number.
   *
   * @throws IOException if the lock files cannot be used
   */
  Slot take() throws IOException {
    Files.createDirectories(directory);
    for (int i = 0; i < MOST; i++) {
      FileChannel channel =
          FileChannel.open(
              directory.resolve(Integer.toString(i)),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null) {
          return new Slot(i, channel);
        }
      } catch (OverlappingFileLockException e) {
        // another runner of this Java process has it
        channel.close();
        continue;
      }
      channel.close();
    }
    throw new IOException("all " + MOST + " slots are taken");
  }
}
