package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.iccm.harness.sandbox.SandboxPolicy;

/**
 * Numbers that one envelope at a time may hold, on the whole machine as far as it shares the cache
 * directory. A number stands for a range of user ids and control groups of its own.
 */
final class Slots {
  private static final int MOST = 4096;

  /** What a base has to be a multiple of, so that the ranges of two bases never overlap. */
  static final int ALL_USERS = MOST * SandboxPolicy.USERS;

  /** Above what distributions, containers and name services hand out, below 2^31. */
  static final int FIRST_USER = 1_900_019_712;

  private final Path directory;
  private final int firstUser;

  /**
   * Looks at nothing yet.
   *
   * @param directory where the lock files are
   * @param firstUser the first host user id, a multiple of {@link #ALL_USERS} above it
   */
  Slots(Path directory, int firstUser) {
    if (firstUser <= ALL_USERS || firstUser % ALL_USERS != 0) {
      throw new IllegalArgumentException("not a multiple of " + ALL_USERS + ": " + firstUser);
    }
    this.directory = directory;
    this.firstUser = firstUser;
  }

  /**
   * A number that is held.
   *
   * @param number the number
   * @param user where we are root, the first of the host's user and group ids that are its own
   * @param channel its lock's file
   */
  record Slot(int number, int user, FileChannel channel) implements AutoCloseable {

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
          return new Slot(i, firstUser + i * SandboxPolicy.USERS, channel);
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
