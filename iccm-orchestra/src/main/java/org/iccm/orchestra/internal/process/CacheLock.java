package org.iccm.orchestra.internal.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A lock on a file, held by one thread of one process of the machine. The system frees it when the
 * process dies.
 *
 * @since 0.1.0
 */
public final class CacheLock implements AutoCloseable {
  private static final long LOOK_EVERY_MILLIS = 100;

  private final FileChannel channel;

  private CacheLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Waits for the lock.
   *
   * @param file made if missing, with its directory; never deleted
   * @param cancellation ends the wait
   * @return the lock
   * @throws IOException if the file cannot be made
   */
  public static CacheLock acquire(Path file, Cancellation cancellation) throws IOException {
    cancellation.check();
    Files.createDirectories(file.toAbsolutePath().getParent());
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    boolean locked = false;
    try {
      while (!locked) {
        locked = tryLock(channel);
        if (!locked) {
          cancellation.pause(LOOK_EVERY_MILLIS);
        }
      }
      return new CacheLock(channel);
    } finally {
      if (!locked) {
        channel.close();
      }
    }
  }

  private static boolean tryLock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false; // another thread of this JVM has it
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
