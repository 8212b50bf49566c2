package org.iccm.harness.archive;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** A tar archive, plain or compressed with gzip. */
final class TarContent {
  private static final int BLOCK = 512;
  private static final int FREE_OF_RATIO = 1 << 20;

  /** Headers of one entry, its long name and attributes included. */
  private static final int HEADERS = 16 * BLOCK;

  private final byte[] bytes;
  private final boolean packed;
  private final ArchiveLimits limits;
  private final Faults faults;

  TarContent(byte[] bytes, boolean packed, ArchiveLimits limits, Faults faults) {
    this.bytes = bytes;
    this.packed = packed;
    this.limits = limits;
    this.faults = faults;
  }

  void unpack(Staging into) {
    String place = "";
    try (Metered raw = new Metered(raw());
        TarArchiveInputStream tar =
            new TarArchiveInputStream(raw, BLOCK, BLOCK, StandardCharsets.UTF_8.name(), false)) {
      long padding = 0;
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        place = entry.getName();
        check(entry);
        if (entry.isDirectory()) {
          into.directory(entry.getName());
        } else {
          into.file(entry.getName(), entry.getSize(), 0, tar);
        }
        padding = (BLOCK - entry.getSize() % BLOCK) % BLOCK;
        raw.zeros = 0;
      }
      // an archive that was cut between two entries looks whole but for the missing end
      if (raw.zeros < padding + BLOCK) {
        throw faults.whole("is cut off: it has no end mark. Get or pack it again");
      }
      raw.rest();
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw faults.damaged(place, e);
    }
  }

  private InputStream raw() throws IOException {
    InputStream in = new ByteArrayInputStream(bytes);
    return packed ? new GzipCompressorInputStream(in, true) : in;
  }

  private void check(TarArchiveEntry entry) {
    String name = entry.getName();
    if (entry.isSymbolicLink() || entry.isLink()) {
      throw faults.entry(name, "is a link: put a copy of the file there");
    }
    if (entry.isSparse()) {
      throw faults.entry(name, "is a sparse file: pack it without option --sparse");
    }
    // commons-compress takes a type that it does not know for a file
    byte type = entry.getLinkFlag();
    boolean file = type == 0 || type == '0' || type == '7';
    if (!file && !entry.isDirectory()) {
      throw faults.entry(name, "is a device, pipe or of another kind: leave it out");
    }
    if (!entry.isCheckSumOK()) {
      throw faults.entry(name, "is damaged, its checksum differs: get or pack it again");
    }
    if (entry.isDirectory() && entry.getSize() != 0) {
      throw faults.entry(name, "is a directory with content: pack it again");
    }
  }

  /**
   * Counts what comes out, so that neither long headers nor padding can be a bomb, and zeros, which
   * mark the end.
   */
  private final class Metered extends FilterInputStream {
    private long count;
    private long zeros;

    Metered(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      int n = read(one, 0, 1);
      return n < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int n = super.read(into, offset, length);
      for (int i = 0; i < n; i++) {
        zeros = into[offset + i] == 0 ? zeros + 1 : 0;
      }
      count += Math.max(0, n);
      if (count > limits.totalBytes() + (long) limits.entries() * HEADERS) {
        throw faults.whole(
            "unpacks to more than " + limits.totalBytes() + " bytes: leave out what is not needed");
      }
      if (count > FREE_OF_RATIO && count / limits.ratio() > bytes.length) {
        throw faults.whole(
            "unpacks to over " + limits.ratio() + " times its size: leave out what is not needed");
      }
      return n;
    }

    @Override
    public long skip(long n) throws IOException {
      byte[] buffer = new byte[(int) Math.min(Math.max(n, 0), 1 << 13)];
      return Math.max(0, read(buffer, 0, buffer.length));
    }

    @Override
    public boolean markSupported() {
      return false;
    }

    /** What follows the end: nothing but zeros. */
    void rest() throws IOException {
      byte[] buffer = new byte[1 << 13];
      for (int n = read(buffer, 0, buffer.length); n >= 0; n = read(buffer, 0, buffer.length)) {
        if (zeros < n) {
          throw faults.whole("has something behind its end: pack it again");
        }
      }
    }
  }
}
