package org.iccm.harness.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.iccm.harness.internal.files.FileTree;

/**
 * A directory that appears whole or not at all. Entries go into a private one beside it; the limits
 * count what is really written, whatever an archive declares.
 */
final class Staging implements Closeable {
  private static final long FREE_OF_RATIO = 1L << 20;
  private static final int BUFFER = 1 << 15;

  private final Faults faults;
  private final ArchiveLimits limits;
  private final Path target;
  private final Path place;
  private final EntryNames names;
  private int entries;
  private long total;

  Staging(Faults faults, ArchiveLimits limits, Path target) throws IOException {
    this.faults = faults;
    this.limits = limits;
    this.target = target.toAbsolutePath();
    this.names = new EntryNames(faults, limits.depth());
    Path parent = this.target.getParent();
    if (parent == null || Files.exists(this.target, LinkOption.NOFOLLOW_LINKS)) {
      throw faults.whole("cannot go to " + target + ", which is there: name a new directory");
    }
    Files.createDirectories(parent);
    this.place = Files.createTempDirectory(parent, ".iccm-unpacking-");
  }

  void directory(String name) {
    count(name);
    String path = names.add(name, true);
    try {
      Files.createDirectories(place.resolve(path));
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  /**
   * Writes one file.
   *
   * @param name as it stands in the archive
   * @param declared bytes that the archive says it has
   * @param packed bytes that it has in the archive; 0 if that is not known
   * @param content the bytes
   * @return bytes written
   * @throws IOException if the content cannot be read
   */
  long file(String name, long declared, long packed, InputStream content) throws IOException {
    count(name);
    String path = names.add(name, false);
    if (declared < 0 || declared > limits.fileBytes()) {
      throw tooLarge(name);
    }
    long written = 0;
    byte[] buffer = new byte[BUFFER];
    try (OutputStream out = create(name, path)) {
      for (int n = content.read(buffer); n >= 0; n = content.read(buffer)) {
        written += n;
        total += n;
        check(name, written, declared, packed);
        write(out, buffer, n, name);
      }
    }
    if (written < declared) {
      throw faults.entry(
          name, "declares " + declared + " bytes and holds " + written + ": pack it again");
    }
    return written;
  }

  private void check(String name, long written, long declared, long packed) {
    if (written > declared) {
      throw faults.entry(name, "declares " + declared + " bytes and holds more: pack it again");
    }
    if (written > limits.fileBytes()) {
      throw tooLarge(name);
    }
    if (total > limits.totalBytes()) {
      throw faults.entry(
          name,
          "makes more than "
              + limits.totalBytes()
              + " bytes together: leave out what is not needed");
    }
    if (packed > 0 && written > FREE_OF_RATIO && written / limits.ratio() > packed) {
      throw faults.entry(
          name, "unpacks to over " + limits.ratio() + " times its packed size: leave it out");
    }
  }

  private void count(String name) {
    if (++entries > limits.entries()) {
      throw faults.entry(
          name, "is one too many: at most " + limits.entries() + ", leave out what is not needed");
    }
  }

  private OutputStream create(String name, String path) {
    Path file = place.resolve(path);
    try {
      Path parent = file.getParent();
      if (parent == null || !file.normalize().startsWith(place) || path.isEmpty()) {
        throw faults.entry(name, "is no file's name: rename it");
      }
      Files.createDirectories(parent);
      return Files.newOutputStream(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  private void write(OutputStream out, byte[] buffer, int length, String name) {
    try {
      out.write(buffer, 0, length);
    } catch (IOException e) {
      throw unwritable(name, e);
    }
  }

  private RuntimeException tooLarge(String name) {
    return faults.entry(
        name, "is larger than " + limits.fileBytes() + " bytes: shorten it or leave it out");
  }

  private RuntimeException unwritable(String name, IOException e) {
    return faults.entry(
        name, "cannot be written to " + target + " (" + e + "): look at space and permissions");
  }

  /** Puts all of it where it belongs. */
  void commit() throws IOException {
    Files.move(place, target, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Removes what was not committed. */
  @Override
  public void close() throws IOException {
    FileTree.delete(place);
  }
}
