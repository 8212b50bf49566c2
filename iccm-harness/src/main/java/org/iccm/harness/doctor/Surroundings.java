package org.iccm.harness.doctor;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** What probes look for on the host: a file, a port; and what they may leave there. */
final class Surroundings implements AutoCloseable {
  private static final Path SYSTEM = Path.of("/usr");
  private static final Path PROCESSES = Path.of("/proc");

  private final ServerSocket port;
  private final Path secret;
  private final String mark;

  private Surroundings(ServerSocket port, Path secret, String mark) {
    this.port = port;
    this.secret = secret;
    this.mark = mark;
  }

  static Surroundings make() throws IOException {
    Path secret = Files.createTempFile("iccm-doctor-", ".txt");
    Files.writeString(secret, "whoever reads this is not confined\n");
    if (secret.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    }
    // the kernel keeps 15 characters of a process's name
    String mark = "iccmdr" + Long.toString(System.nanoTime() & 0xfffffffffL, 36);
    return new Surroundings(new ServerSocket(0, 8, InetAddress.getLoopbackAddress()), secret, mark);
  }

  /** As Python. */
  String constants() {
    return """
    PORT = %d
    SECRET_FILE = "%s"
    USR = %s
    HOST_USER = %d
    MARK = "%s"
    """
        .formatted(
            port.getLocalPort(),
            secret.toAbsolutePath().toString().replace("\\", "\\\\"),
            system(),
            number(Path.of("/proc/self"), "unix:uid"),
            mark);
  }

  private static List<Long> system() {
    return List.of(number(SYSTEM, "unix:dev"), number(SYSTEM, "unix:ino"));
  }

  private static long number(Path path, String attribute) {
    try {
      return Files.getAttribute(path, attribute) instanceof Number n ? n.longValue() : -1;
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return -1;
    }
  }

  /** What a run has left on this host. */
  List<String> leavings() {
    List<String> found = new ArrayList<>();
    for (String place : List.of("/tmp", "/dev/shm", "/var/tmp", "/run")) {
      if (Files.exists(Path.of(place, mark))) {
        found.add(place + "/" + mark);
      }
    }
    if (!Files.isDirectory(PROCESSES)) {
      return found;
    }
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROCESSES, "[0-9]*")) {
      for (Path process : all) {
        if (name(process).equals(mark)) {
          found.add("process " + process.getFileName());
        }
      }
    } catch (IOException e) {
      found.add("processes that cannot be listed: " + e);
    }
    return found;
  }

  private static String name(Path process) {
    try {
      return Files.readString(process.resolve("comm")).strip();
    } catch (IOException e) {
      // it has ended meanwhile
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    try (port) {
      Files.deleteIfExists(secret);
    }
  }
}
