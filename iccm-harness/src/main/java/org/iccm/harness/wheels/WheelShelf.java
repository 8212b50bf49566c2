package org.iccm.harness.wheels;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.iccm.api.error.ApplicationException;
import org.iccm.harness.archive.ArchiveLimits;

/** A directory of wheel files: which one a lock means. */
final class WheelShelf {
  private final Path directory;
  private final PythonTarget target;
  private final List<WheelName> names = new ArrayList<>();

  /** A wheel whose bytes are what the lock says. */
  record Found(WheelName name, byte[] bytes) {}

  WheelShelf(Path directory, PythonTarget target) {
    this.directory = directory;
    this.target = target;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.whl")) {
      for (Path file : files) {
        WheelName.find(String.valueOf(file.getFileName())).ifPresent(names::add);
      }
    } catch (IOException e) {
      throw new ApplicationException(
          directory.toString(),
          "",
          directory + " cannot be read (" + e + "): name a directory with wheels",
          e);
    }
    names.sort(
        Comparator.<WheelName>comparingInt(target::fit).reversed().thenComparing(WheelName::file));
  }

  Found find(LockedPackage locked) {
    List<String> others = new ArrayList<>();
    for (WheelName name : names) {
      if (!name.name().equals(locked.name()) || !name.version().equals(locked.version())) {
        continue;
      }
      if (target.fit(name) == 0) {
        others.add(name.file() + " is for another Python or platform");
        continue;
      }
      byte[] bytes = read(name.file());
      String hash = sha256(bytes);
      if (locked.hashes().contains(hash)) {
        return new Found(name, bytes);
      }
      others.add(name.file() + " has SHA-256 " + hash + ", which is not locked");
    }
    String what = locked.name() + "==" + locked.version();
    throw new ApplicationException(
        directory.toString(),
        what,
        directory
            + " has no wheel for "
            + what
            + (others.isEmpty() ? "" : " (" + String.join("; ", others) + ")")
            + ": put the locked wheel for Python 3."
            + target.minor()
            + " there, for example with pip download");
  }

  private byte[] read(String name) {
    Path file = directory.resolve(name);
    int most = ArchiveLimits.WHEEL.archiveBytes();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw new ApplicationException(
            name, "", name + " is larger than " + most + " bytes: lock a smaller package");
      }
      return bytes;
    } catch (IOException e) {
      throw new ApplicationException(
          name, "", file + " cannot be read (" + e + "): check its permissions", e);
    }
  }

  static String sha256(byte[] bytes) {
    return HexFormat.of().formatHex(digest(bytes));
  }

  static byte[] digest(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
