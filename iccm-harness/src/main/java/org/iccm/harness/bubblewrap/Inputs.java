package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.iccm.harness.internal.files.FileTree;
import org.iccm.harness.sandbox.SandboxPolicy;

/** Directories on the host that hold the driver's files. */
final class Inputs {
  private static final String PREFIX = "iccm-sandbox-";
  private static final Set<PosixFilePermission> OWNER =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-r--r--");
  private static final Set<PosixFilePermission> OPEN = PosixFilePermissions.fromString("rwxr-xr-x");
  private static final Set<PosixFilePermission> PASS = PosixFilePermissions.fromString("rwx--x--x");

  private final Path base;

  private Inputs(Path base) {
    this.base = base;
  }

  /** Makes a place, and removes those of processes that were killed. */
  static Inputs make() throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    sweep(temporary);
    Path base = Files.createTempDirectory(temporary, PREFIX + ProcessHandle.current().pid() + "-");
    Files.setPosixFilePermissions(base, PASS);
    return new Inputs(base);
  }

  private static void sweep(Path temporary) throws IOException {
    Object me = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
    try (DirectoryStream<Path> old = Files.newDirectoryStream(temporary, PREFIX + "*")) {
      for (Path directory : old) {
        try {
          sweep(directory, me);
        } catch (IOException e) {
          // another runner sweeps as well, or what is there cannot be removed: no reason to stop
          continue;
        }
      }
    }
  }

  private static void sweep(Path directory, Object me) throws IOException {
    String pid =
        directory.getFileName().toString().substring(PREFIX.length()).replaceFirst("-.*", "");
    boolean ours =
        pid.matches("\\d{1,10}")
            && Files.isDirectory(directory, LinkOption.NOFOLLOW_LINKS)
            && me.equals(Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS));
    if (ours && ProcessHandle.of(Long.parseLong(pid)).isEmpty()) {
      FileTree.delete(directory);
    }
  }

  /**
   * Writes the driver's files, for all slots; none of them is secret.
   *
   * @param files by path
   * @return their directory
   */
  Path write(Map<String, byte[]> files) throws IOException {
    Path directory = Files.createTempDirectory(base, "driver-");
    try {
      fill(directory, files);
      return directory;
    } catch (IOException e) {
      // a full disk is not to be fuller with each attempt
      FileTree.delete(directory);
      throw e;
    }
  }

  private static void fill(Path directory, Map<String, byte[]> files) throws IOException {
    Files.setPosixFilePermissions(directory, OPEN);
    Set<Path> made = new HashSet<>(Set.of(directory));
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      Path path = directory.resolve(file.getKey()).normalize();
      Path parent = path.getParent();
      if (parent == null || !path.startsWith(directory)) {
        throw new IOException("path leaves its directory: " + file.getKey());
      }
      directories(parent, made);
      Files.write(path, file.getValue());
      boolean hidden = file.getKey().equals(SandboxPolicy.ROOT_ONLY);
      Files.setPosixFilePermissions(path, hidden ? OWNER : FILE);
    }
  }

  private static void directories(Path directory, Set<Path> made) throws IOException {
    if (made.contains(directory)) {
      return;
    }
    Path parent = directory.getParent();
    if (parent != null) {
      directories(parent, made);
    }
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, OPEN);
    made.add(directory);
  }

  /** Where all of it is; those inside can enter it and read what is readable, not list it. */
  Path directory() {
    return base;
  }

  void remove() throws IOException {
    FileTree.delete(base);
  }
}
