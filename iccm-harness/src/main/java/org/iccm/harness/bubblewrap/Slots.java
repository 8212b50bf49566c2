package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.iccm.harness.sandbox.SandboxPolicy;

/**
 * Numbers that one envelope at a time may hold, on the whole machine as far as it shares the cache
 * directory. A number stands for a range of user ids and control groups of its own.
 */
final class Slots {
  static final int MOST = 4096;

  /** What a base has to be a multiple of, so that the ranges of two bases never overlap. */
  static final int ALL_USERS = MOST * SandboxPolicy.USERS;

  /** Above what distributions, containers and name services hand out, below 2^31. */
  static final int FIRST_USER = 1_900_019_712;

  /**
   * Never closed: the kernel drops a process's locks on a file as soon as it closes any descriptor
   * of that file, so a second look at a number that we hold would give it away.
   */
  private static final Map<Path, LockFile> FILES = new HashMap<>();

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
   * @param lock what holds it
   */
  record Slot(int number, int user, FileLock lock) implements AutoCloseable {

    @Override
    public void close() {
      try {
        lock.release();
      } catch (IOException e) {
        // the file stays locked until this Java process ends: one number less
        return;
      }
    }
  }

  /** An open lock file; the key tells whether it is still the one in the directory. */
  private record LockFile(FileChannel channel, Object key) {}

  /**
   * Takes the lowest free number.
   *
   * @throws IOException if the lock files cannot be used
   */
  Slot take() throws IOException {
    for (int i = 0; i < MOST; i++) {
      Optional<Slot> slot = take(i);
      if (slot.isPresent()) {
        return slot.get();
      }
    }
    throw new IOException("all " + MOST + " slots are taken");
  }

  /**
   * Takes one number if nobody holds it.
   *
   * @param number 0 to {@link #MOST} - 1
   * @throws IOException if the lock files cannot be used
   */
  Optional<Slot> take(int number) throws IOException {
    Files.createDirectories(directory);
    try {
      FileLock lock = file(directory.toRealPath().resolve(Integer.toString(number))).tryLock();
      return Optional.ofNullable(lock)
          .map(l -> new Slot(number, firstUser + number * SandboxPolicy.USERS, l));
    } catch (OverlappingFileLockException e) {
      // another runner of this Java process has it
      return Optional.empty();
    }
  }

  private static FileChannel file(Path path) throws IOException {
    synchronized (FILES) {
      LockFile known = FILES.get(path);
      if (known != null && known.key.equals(key(path))) {
        return known.channel;
      }
      FileChannel channel =
          FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      FILES.put(path, new LockFile(channel, key(path)));
      return channel;
    }
  }

  private static Object key(Path path) throws IOException {
    return Files.exists(path) ? Files.getAttribute(path, "unix:ino") : "";
  }

  /** The first of all host user ids. */
  int firstUser() {
    return firstUser;
  }
}
