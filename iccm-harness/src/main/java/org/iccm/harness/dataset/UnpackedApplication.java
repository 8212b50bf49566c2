package org.iccm.harness.dataset;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.iccm.api.error.ApplicationException;
import org.iccm.harness.archive.ArchiveLimits;
import org.iccm.harness.archive.ArchiveUnpacker;

/** An archive's content, in a temporary directory until closed. */
final class UnpackedApplication implements AutoCloseable {
  private final Path archive;
  private final Path temporary;

  private UnpackedApplication(Path archive, Path temporary) {
    this.archive = archive;
    this.temporary = temporary;
  }

  static UnpackedApplication of(Path archive) {
    if (!ArchiveUnpacker.isArchive(archive)) {
      throw new ApplicationException(
          archive.toString(),
          "",
          archive + " is no directory and no .zip, .tar or .tar.gz: name an application's");
    }
    Path temporary;
    try {
      temporary = Files.createTempDirectory("iccm-application-");
    } catch (IOException e) {
      throw Tree.unreadable(archive, e);
    }
    UnpackedApplication unpacked = new UnpackedApplication(archive, temporary);
    try {
      ArchiveUnpacker.with(ArchiveLimits.APPLICATION).unpack(archive, unpacked.content());
      return unpacked;
    } catch (RuntimeException e) {
      unpacked.close();
      throw e;
    }
  }

  private Path content() {
    return temporary.resolve("content");
  }

  /** The application's directory: the top, or the only directory there. */
  Tree tree() {
    Path top = content();
    if (!Files.exists(top.resolve(ApplicationReader.METADATA))) {
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> found = Files.newDirectoryStream(top)) {
        for (Path child : found) {
          String name = child.getFileName().toString();
          // beside the one directory there may be what macOS adds
          if (!name.startsWith(".") && !name.equals("__MACOSX")) {
            children.add(child);
          }
        }
      } catch (IOException e) {
        throw Tree.unreadable(archive, e);
      }
      if (children.size() == 1 && Files.isDirectory(children.get(0))) {
        top = children.get(0);
      }
    }
    return Tree.open(top, archive.toString());
  }

  @Override
  public void close() {
    try {
      ArchiveUnpacker.remove(temporary);
    } catch (IOException e) {
      throw Tree.unreadable(temporary, e);
    }
  }
}
