package org.iccm.harness.wheels;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;

/**
 * Where a runner finds wheels, and where their layers go: files that somebody has put into one
 * directory, layers below a cache directory that the users of a sandbox can enter. Nothing is
 * fetched.
 *
 * <p>Thread-safe; layers are made one at a time.
 *
 * @since 0.1.0
 */
public final class Wheelhouse {
  /** The usual directory of wheels, below the user's cache directory. */
  public static final String USUAL = "wheelhouse";

  /** Where layers go if root's own cache is closed to others, as root filesystems do. */
  private static final Path SYSTEM_CACHE = Path.of("/var/cache/iccm");

  private final Path cache;
  private final Path wheels;
  private final ReentrantLock making = new ReentrantLock();

  private Wheelhouse(Path cache, Path wheels) {
    this.cache = cache;
    this.wheels = wheels;
  }

  /**
   * A place for wheels. No I/O yet.
   *
   * @param cache the user's cache directory
   * @param wheels directory of the wheel files; empty for {@value #USUAL} in the cache directory
   * @return the place
   */
  public static Wheelhouse of(Path cache, Optional<Path> wheels) {
    return new Wheelhouse(cache, wheels.orElse(cache.resolve(USUAL)));
  }

  /** Returns the directory of the wheel files; it need not exist. */
  public Path wheels() {
    return wheels;
  }

  /**
   * The layer of a lock, made if it is not there.
   *
   * @param lock the packages, at least one
   * @param target the Python that it is for
   * @return the layer
   * @throws ApplicationException if wheels are missing or refused; it tells all of them
   * @throws RunnerException if the layer cannot be written; worth another try
   * @throws CancelledException if interrupted; the flag is kept
   */
  public WheelLayer layer(RequirementsLock lock, PythonTarget target) {
    try {
      making.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("waiting for packages was interrupted", e);
    }
    try {
      return WheelLayers.in(enterable(), target).layer(lock, wheels);
    } finally {
      making.unlock();
    }
  }

  /** Sandboxes that root starts run as another user, who has to get to the layer. */
  private Path enterable() {
    return isRoot() && isClosed(cache.toAbsolutePath()) ? SYSTEM_CACHE : cache;
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean isClosed(Path directory) {
    for (Path at = directory; at != null; at = at.getParent()) {
      try {
        if (Files.exists(at)
            && !Files.getPosixFilePermissions(at).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return true;
        }
      } catch (IOException | UnsupportedOperationException e) {
        return true;
      }
    }
    return false;
  }
}
