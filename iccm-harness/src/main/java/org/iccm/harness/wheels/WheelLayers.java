package org.iccm.harness.wheels;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.iccm.api.application.Digests;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.archive.ArchiveLimits;
import org.iccm.harness.archive.ArchiveUnpacker;
import org.jspecify.annotations.Nullable;

/**
 * Lays out locked packages from a directory of wheels, once per lock, without network. No code of a
 * package runs: a wheel is unpacked like any untrusted archive, its SHA-256 is the lock's, its
 * {@code RECORD} agrees with its files, and a file that would change how Python starts ({@code
 * .pth}, {@code sitecustomize}), hide a module of the interpreter or of pytest, or meet another
 * package's file is refused. Bytecode, programs, headers and documents are left out.
 *
 * <p>Layers are kept below the cache directory; one that is there is used again. Thread-safe, also
 * between processes.
 *
 * @since 0.1.0
 */
public final class WheelLayers {
  private static final String VERSION = "wheels-1";
  private static final String SITE = "site";
  private static final String MAKING = ".making-";

  /** None takes as long. */
  private static final Duration ABANDONED = Duration.ofDays(1);

  /** Of all packages together, unpacked. */
  private static final long MOST_BYTES = 1L << 30;

  private final Path place;
  private final PythonTarget target;

  private WheelLayers(Path place, PythonTarget target) {
    this.place = place;
    this.target = target;
  }

  /**
   * Layers of one cache directory. No I/O yet.
   *
   * @param cache the user's cache directory; users of a sandbox must be able to enter it
   * @param target the Python that they are for
   * @return the layers
   */
  public static WheelLayers in(Path cache, PythonTarget target) {
    return new WheelLayers(cache.toAbsolutePath().resolve("wheels"), target);
  }

  /**
   * The layer of a lock; it is made if it is not there.
   *
   * @param lock the packages
   * @param wheels a directory with their wheels, and maybe others; not looked at if the layer is
   *     there
   * @return the layer
   * @throws ApplicationException if wheels are missing or refused; it tells all of them
   * @throws RunnerException if the layer cannot be written
   * @throws CancelledException if the thread is interrupted; the flag is kept
   */
  public WheelLayer layer(RequirementsLock lock, Path wheels) {
    String digest = Digests.of(VERSION, lock.digest(), target.toString());
    Path directory = place.resolve(digest);
    WheelLayer layer = new WheelLayer(directory.resolve(SITE), digest);
    if (Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)) {
      return layer;
    }
    Path making = null;
    try {
      Files.createDirectories(place);
      open(place);
      sweep();
      making = Files.createTempDirectory(place, MAKING);
      Path whole = Files.createDirectory(making.resolve("layer"));
      build(
          lock, new WheelShelf(wheels, target), making, Files.createDirectory(whole.resolve(SITE)));
      seal(whole);
      move(whole, directory);
      return layer;
    } catch (IOException e) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancelledException("laying out packages was interrupted", e);
      }
      throw new RunnerException(
          "wheels",
          true,
          "packages cannot be laid out in " + place + " (" + e + "): look at space and permissions",
          e);
    } finally {
      clean(making);
    }
  }

  /** Removes what Java processes that were killed left unfinished. */
  private void sweep() throws IOException {
    Instant old = Instant.now().minus(ABANDONED);
    List<Path> left = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(place, MAKING + "*")) {
      for (Path path : all) {
        if (Files.getLastModifiedTime(path).toInstant().isBefore(old)) {
          left.add(path);
        }
      }
    } catch (NoSuchFileException e) {
      // another one sweeps as well
      return;
    }
    left.forEach(WheelLayers::clean);
  }

  private static void build(RequirementsLock lock, WheelShelf shelf, Path making, Path site)
      throws IOException {
    List<ApplicationException> faults = new ArrayList<>();
    Map<String, String> owners = new HashMap<>();
    int count = 0;
    long bytes = 0;
    for (LockedPackage locked : lock.packages()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancelledException("laying out packages was interrupted");
      }
      try {
        bytes += add(shelf.find(locked), making.resolve("wheel-" + ++count), site, owners);
      } catch (ApplicationException e) {
        faults.add(e);
      }
      if (bytes > MOST_BYTES) {
        faults.add(
            new ApplicationException(
                locked.name(),
                "",
                locked.name()
                    + " makes more than "
                    + MOST_BYTES
                    + " bytes of all packages: lock fewer"));
        break;
      }
    }
    if (faults.size() == 1) {
      throw faults.get(0);
    }
    if (!faults.isEmpty()) {
      throw new ApplicationException(
          faults.get(0).applicationId(),
          faults.get(0).place(),
          String.join("\n", faults.stream().map(e -> String.valueOf(e.getMessage())).toList()));
    }
  }

  private static long add(
      WheelShelf.Found wheel, Path unpacked, Path site, Map<String, String> owners)
      throws IOException {
    String name = wheel.name().file();
    ArchiveUnpacker.with(ArchiveLimits.WHEEL).unpack(name, wheel.bytes(), unpacked);
    Map<String, String> files = WheelContent.check(wheel.name(), unpacked);
    for (String to : files.keySet()) {
      String owner = owners.putIfAbsent(folded(to), name);
      if (owner != null) {
        throw new ApplicationException(
            name, to, name + ": file " + to + " is also in " + owner + ": lock one of them only");
      }
    }
    long bytes = 0;
    for (Map.Entry<String, String> file : files.entrySet()) {
      bytes += Files.size(unpacked.resolve(file.getValue()));
      Path to = site.resolve(file.getKey());
      Files.createDirectories(to.getParent() == null ? site : to.getParent());
      Files.move(unpacked.resolve(file.getValue()), to);
    }
    ArchiveUnpacker.remove(unpacked);
    return bytes;
  }

  private static String folded(String path) {
    return Normalizer.normalize(path, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
  }

  /** Users of a sandbox may go through, whatever the mask says. */
  private static void open(Path directory) throws IOException {
    if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) != null) {
      Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /** Readable for the sandbox's user, writable for nobody. */
  private static void seal(Path whole) throws IOException {
    if (Files.getFileAttributeView(whole, PosixFileAttributeView.class) == null) {
      return;
    }
    List<Path> all;
    try (Stream<Path> found = Files.walk(whole)) {
      all = found.toList();
    }
    for (Path path : all) {
      boolean enter = Files.isDirectory(path);
      // the top stays ours until it is moved
      String mode = path.equals(whole) ? "rwxr-xr-x" : enter ? "r-xr-xr-x" : "r--r--r--";
      Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }
  }

  private static void move(Path made, Path directory) throws IOException {
    try {
      Files.move(made, directory, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileAlreadyExistsException e) {
      // another one was faster: both are the same
      return;
    } catch (FileSystemException e) {
      if (!Files.isDirectory(directory)) {
        throw e;
      }
    }
  }

  private static void clean(@Nullable Path making) {
    if (making == null) {
      return;
    }
    try {
      try (Stream<Path> all = Files.walk(making)) {
        for (Path path : all.toList()) {
          if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            path.toFile().setWritable(true, true);
          }
        }
      }
      ArchiveUnpacker.remove(making);
    } catch (IOException e) {
      throw new RunnerException(
          "wheels", true, making + " cannot be removed (" + e + "): remove it by hand", e);
    }
  }
}
