package org.iccm.harness.docker;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.iccm.harness.wheels.WheelLayer;

/**
 * A layer as daemons take it in: all of it root's and read-only, whoever has it here, because a
 * daemon without root has few users to give it to.
 */
final class LayerArchive {
  private static final int DIRECTORY = 040555;
  private static final int FILE = 0100444;

  private LayerArchive() {}

  /** Writes it to a temporary file, which is the caller's to delete. */
  static Path write(WheelLayer layer) throws IOException {
    Path file = Files.createTempFile("iccm-wheels-", ".tar");
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out);
        Stream<Path> all = Files.walk(layer.directory())) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      List<Path> sorted = all.filter(p -> !p.equals(layer.directory())).sorted().toList();
      for (Path path : sorted) {
        add(tar, path, layer.directory().relativize(path).toString());
      }
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(file);
      throw e;
    }
    return file;
  }

  private static void add(TarArchiveOutputStream tar, Path path, String name) throws IOException {
    boolean directory = Files.isDirectory(path);
    TarArchiveEntry entry = new TarArchiveEntry(directory ? name + "/" : name);
    entry.setMode(directory ? DIRECTORY : FILE);
    entry.setIds(0, 0);
    if (!directory) {
      entry.setSize(Files.size(path));
    }
    tar.putArchiveEntry(entry);
    if (!directory) {
      Files.copy(path, tar);
    }
    tar.closeArchiveEntry();
  }
}
