package org.iccm.harness.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import org.iccm.api.error.ApplicationException;
import org.iccm.harness.internal.files.FileTree;

/**
 * Unpacks {@code .zip}, {@code .tar} and {@code .tar.gz}, told apart by their first bytes. The
 * archive is untrusted. Only plain files and directories are accepted, with relative names that
 * differ on every file system; links, devices, encrypted, sparse or overlapping entries, sizes that
 * lie, checksums that differ, and more than the {@linkplain ArchiveLimits limits} allow are
 * refused. Permissions and times of entries are not taken over; archives inside are not unpacked.
 *
 * <p>Either the whole archive is unpacked or nothing is left behind. Stateless and thread-safe.
 *
 * @since 0.1.0
 */
public final class ArchiveUnpacker {
  private static final int HEAD = 512;
  private static final int TAR_MAGIC_AT = 257;
  private static final byte[] TAR_MAGIC = "ustar".getBytes(StandardCharsets.US_ASCII);

  private final ArchiveLimits limits;

  private enum Form {
    ZIP,
    TAR,
    GZIP,
    NONE
  }

  private ArchiveUnpacker(ArchiveLimits limits) {
    this.limits = limits;
  }

  /**
   * An unpacker.
   *
   * @param limits how much it unpacks
   * @return the unpacker
   */
  public static ArchiveUnpacker with(ArchiveLimits limits) {
    return new ArchiveUnpacker(limits);
  }

  /**
   * Whether a file begins like an archive that can be unpacked.
   *
   * @param file any path
   * @return false also for what is no regular file or cannot be read
   */
  public static boolean isArchive(Path file) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return form(in.readNBytes(HEAD)) != Form.NONE;
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * Unpacks an archive.
   *
   * @param archive its file
   * @param directory where to; it must not exist, its parents are made
   * @throws ApplicationException if the archive cannot be read or is refused; it names archive,
   *     entry ({@link ApplicationException#place()}) and remedy
   */
  public void unpack(Path archive, Path directory) {
    Faults faults = new Faults(archive.toString());
    unpack(faults, read(archive, faults), directory);
  }

  /**
   * Unpacks an archive that is in memory.
   *
   * @param name its name, for errors
   * @param archive its bytes
   * @param directory where to; it must not exist, its parents are made
   * @throws ApplicationException if the archive is refused; it names archive, entry and remedy
   */
  public void unpack(String name, byte[] archive, Path directory) {
    unpack(new Faults(name), archive, directory);
  }

  /**
   * Removes what was unpacked.
   *
   * @param directory a directory that nobody else writes to; nothing happens if it is not there
   * @throws IOException if something stays
   */
  public static void remove(Path directory) throws IOException {
    FileTree.delete(directory);
  }

  private void unpack(Faults faults, byte[] bytes, Path directory) {
    Form form = form(bytes);
    if (bytes.length > limits.archiveBytes()) {
      throw tooLarge(faults);
    }
    if (form == Form.NONE) {
      throw faults.whole("is no .zip, .tar or .tar.gz: pack it as one of them");
    }
    try (Staging staging = new Staging(faults, limits, directory)) {
      if (form == Form.ZIP) {
        new ZipContent(bytes, faults).unpack(staging);
      } else {
        new TarContent(bytes, form == Form.GZIP, limits, faults).unpack(staging);
      }
      staging.commit();
    } catch (IOException e) {
      throw faults.whole(
          "cannot be unpacked to " + directory + " (" + e + "): look at space and permissions");
    }
  }

  private byte[] read(Path archive, Faults faults) {
    if (!Files.isRegularFile(archive) && Files.exists(archive, LinkOption.NOFOLLOW_LINKS)) {
      throw faults.whole("is no regular file: name an archive");
    }
    try (InputStream in = Files.newInputStream(archive)) {
      byte[] bytes = in.readNBytes(limits.archiveBytes() + 1);
      if (bytes.length > limits.archiveBytes()) {
        throw tooLarge(faults);
      }
      return bytes;
    } catch (NoSuchFileException e) {
      throw faults.whole("does not exist: check the path");
    } catch (IOException e) {
      throw faults.whole("cannot be read (" + e + "): check its permissions");
    }
  }

  private ApplicationException tooLarge(Faults faults) {
    return faults.whole(
        "is larger than " + limits.archiveBytes() + " bytes: leave out what is not needed");
  }

  private static Form form(byte[] head) {
    if (begins(head, 0, new byte[] {'P', 'K', 3, 4})
        || begins(head, 0, new byte[] {'P', 'K', 5, 6})) {
      return Form.ZIP;
    }
    if (begins(head, 0, new byte[] {0x1f, (byte) 0x8b})) {
      return Form.GZIP;
    }
    return begins(head, TAR_MAGIC_AT, TAR_MAGIC) ? Form.TAR : Form.NONE;
  }

  private static boolean begins(byte[] head, int at, byte[] magic) {
    return head.length >= at + magic.length
        && Arrays.equals(head, at, at + magic.length, magic, 0, magic.length);
  }
}
