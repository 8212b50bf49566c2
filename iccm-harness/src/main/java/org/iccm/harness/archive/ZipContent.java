package org.iccm.harness.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.archivers.zip.ZipMethod;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/**
 * A zip archive. Readers disagree about broken ones, so what is not exactly in order is refused:
 * the directory reaches to the end record, each entry's own header agrees with it, no two entries
 * share a byte.
 */
final class ZipContent {
  private static final int END = 0x06054b50;
  private static final int LOCAL = 0x04034b50;
  private static final int END_BYTES = 22;
  private static final int LOCAL_BYTES = 30;
  private static final int TYPE = 0170000;
  private static final int REGULAR = 0100000;
  private static final int DIRECTORY = 0040000;

  private final byte[] bytes;
  private final ByteBuffer buffer;
  private final Faults faults;

  ZipContent(byte[] bytes, Faults faults) {
    this.bytes = bytes;
    this.buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.faults = faults;
  }

  void unpack(Staging into) {
    String place = "";
    int directory = directory();
    try (ZipFile zip =
        ZipFile.builder()
            .setSeekableByteChannel(new SeekableInMemoryByteChannel(bytes))
            .setUseUnicodeExtraFields(false)
            .get()) {
      List<ZipArchiveEntry> entries = Collections.list(zip.getEntries());
      if (entries.size() != buffer.getShort(end() + 10)) {
        throw faults.whole("tells another number of entries than it has: pack it again");
      }
      entries.sort(Comparator.comparingLong(ZipArchiveEntry::getLocalHeaderOffset));
      long free = 0;
      for (ZipArchiveEntry entry : entries) {
        String name = name(entry);
        place = name;
        check(entry, name);
        free = span(entry, name, free, directory);
        unpack(zip, entry, name, into);
      }
    } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
      throw faults.damaged(place, e);
    }
  }

  private int end() {
    for (int at = bytes.length - END_BYTES; at >= 0; at--) {
      if (buffer.getInt(at) == END) {
        return at;
      }
    }
    throw faults.whole("is cut off: it has no end record. Get or pack it again");
  }

  /** Where the directory begins. */
  private int directory() {
    int end = end();
    if (end + END_BYTES + Short.toUnsignedInt(buffer.getShort(end + 20)) != bytes.length) {
      throw faults.whole("has something behind its end, or is cut off: pack it again");
    }
    long size = Integer.toUnsignedLong(buffer.getInt(end + 12));
    long offset = Integer.toUnsignedLong(buffer.getInt(end + 16));
    if (buffer.getInt(end + 4) != 0 || offset + size != end) {
      throw faults.whole(
          "is split, has something in front, is in Zip64 form, or is cut off: pack it again as"
              + " plain zip");
    }
    return (int) offset;
  }

  private String name(ZipArchiveEntry entry) {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(entry.getRawName()))
          .toString();
    } catch (CharacterCodingException e) {
      throw faults.entry(entry.getName(), "has a name that is not UTF-8: pack it with UTF-8 names");
    }
  }

  private void check(ZipArchiveEntry entry, String name) {
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw faults.entry(name, "is encrypted: pack it without a password");
    }
    if (entry.getMethod() != ZipMethod.STORED.getCode()
        && entry.getMethod() != ZipMethod.DEFLATED.getCode()) {
      throw faults.entry(
          name, "uses compression method " + entry.getMethod() + ": pack it with deflate");
    }
    // whatever system it claims to come from
    int type = (int) (entry.getExternalAttributes() >>> 16) & TYPE;
    if (type != 0 && type != REGULAR && type != DIRECTORY) {
      throw faults.entry(name, "is a link or device: put a copy of the file there");
    }
    if ((type == DIRECTORY) != entry.isDirectory() && type != 0) {
      throw faults.entry(name, "is both a file and a directory: pack it again");
    }
  }

  /** Checks the entry's own header, and that its bytes are its alone. */
  private long span(ZipArchiveEntry entry, String name, long free, int directory) {
    long start = entry.getLocalHeaderOffset();
    if (start < free || start + LOCAL_BYTES > directory) {
      throw faults.entry(name, "overlaps another entry: pack it again");
    }
    int at = (int) start;
    byte[] raw = entry.getRawName();
    int nameEnd = at + LOCAL_BYTES + Short.toUnsignedInt(buffer.getShort(at + 26));
    boolean agrees =
        buffer.getInt(at) == LOCAL
            && (buffer.getShort(at + 6) & 1) == 0
            && buffer.getShort(at + 8) == entry.getMethod()
            && nameEnd <= directory
            && Arrays.equals(bytes, at + LOCAL_BYTES, nameEnd, raw, 0, raw.length);
    if (!agrees) {
      throw faults.entry(name, "has a header that differs from the directory: pack it again");
    }
    long data = nameEnd + (long) Short.toUnsignedInt(buffer.getShort(at + 28));
    long end = data + entry.getCompressedSize();
    if (entry.getCompressedSize() < 0 || end > directory) {
      throw faults.entry(name, "reaches into what follows it: get or pack it again");
    }
    return end;
  }

  private void unpack(ZipFile zip, ZipArchiveEntry entry, String name, Staging into)
      throws IOException {
    if (entry.isDirectory()) {
      if (entry.getSize() > 0) {
        throw faults.entry(name, "is a directory with content: pack it again");
      }
      into.directory(name);
      return;
    }
    CRC32 sum = new CRC32();
    try (InputStream in = new CheckedInputStream(zip.getInputStream(entry), sum)) {
      into.file(name, entry.getSize(), Math.max(1, entry.getCompressedSize()), in);
    }
    if (sum.getValue() != entry.getCrc()) {
      throw faults.entry(name, "is damaged, its checksum differs: get or pack it again");
    }
  }
}
