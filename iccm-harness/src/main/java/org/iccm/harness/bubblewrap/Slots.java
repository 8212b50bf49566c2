package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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

  /**
   * Lock files that this process holds. It may not even open one of them again: the kernel gives up
   * all locks of a process on a file when it closes the file once, whoever took them.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

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
   * @param file its lock's file
   * @param channel the same, open
   */
  record Slot(int number, int user, Path file, FileChannel channel) implements AutoCloseable {

    @Override
    public void close() {
      if (!channel.isOpen()) {
        return;
      }
      try {
        channel.close();
      } catch (IOException e) {
        // the lock goes with the descriptor, and that is closed whatever close reports
        return;
      } finally {
        HELD.remove(file);
      }
    }
  }

  /**
   * Takes the lowest free number.
   *
   * @throws IOException if the lock files cannot be used
   */
  Slot take() throws IOException {
    Path place = Files.createDirectories(directory).toRealPath();
    for (int i = 0; i < MOST; i++) {
      Path file = place.resolve(Integer.toString(i));
      if (!HELD.add(file)) {
        continue;
      }
      boolean taken = false;
      FileChannel channel = null;
      try {
        channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        taken = channel.tryLock() != null;
        if (taken) {
          return new Slot(i, firstUser + i * SandboxPolicy.USERS, file, channel);
        }
      } finally {
        if (!taken) {
          if (channel != null) {
            channel.close();
          }
          HELD.remove(file);
        }
      }
    }
    throw new IOException("all " + MOST + " slots are taken");
  }
}
