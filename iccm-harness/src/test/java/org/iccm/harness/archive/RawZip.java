package org.iccm.harness.archive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip archives of which every field may be wrong. */
public final class RawZip {
  /** One entry; change what shall be wrong. */
  public static final class Entry {
    public byte[] name;
    public byte[] localName;
    public byte[] data;
    public int method = 8;
    public int flags = 0x800;
    public long size;
    public long crc;
    public int mode = 0100644;
    public int offset = -1;

    Entry(String name, byte[] content) {
      this.name = name.getBytes(StandardCharsets.UTF_8);
      this.localName = this.name;
      this.data = deflated(content);
      this.size = content.length;
      CRC32 sum = new CRC32();
      sum.update(content);
      this.crc = sum.getValue();
      if (name.endsWith("/")) {
        mode = 0040755;
      }
    }
  }

  private final List<Entry> entries = new ArrayList<>();
  public String comment = "";
  public int claimedEntries = -1;

  public Entry add(String name, String content) {
    return add(name, content.getBytes(StandardCharsets.UTF_8));
  }

  public Entry add(String name, byte[] content) {
    Entry entry = new Entry(name, content);
    entries.add(entry);
    return entry;
  }

  public byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int[] offsets = entries.stream().mapToInt(e -> e.offset).toArray();
    for (int i = 0; i < offsets.length; i++) {
      Entry e = entries.get(i);
      if (offsets[i] < 0) {
        offsets[i] = out.size();
        ByteBuffer local = buffer(30);
        local.putInt(0x04034b50).putShort((short) 20).putShort((short) e.flags);
        local.putShort((short) e.method).putInt(0).putInt((int) e.crc);
        local.putInt(e.data.length).putInt((int) e.size);
        local.putShort((short) e.localName.length).putShort((short) 0);
        out.writeBytes(local.array());
        out.writeBytes(e.localName);
        out.writeBytes(e.data);
      }
    }
    int directory = out.size();
    for (int i = 0; i < offsets.length; i++) {
      Entry e = entries.get(i);
      ByteBuffer central = buffer(46);
      central.putInt(0x02014b50).putShort((short) (3 << 8 | 20)).putShort((short) 20);
      central.putShort((short) e.flags).putShort((short) e.method).putInt(0);
      central.putInt((int) e.crc).putInt(e.data.length).putInt((int) e.size);
      central.putShort((short) e.name.length).putShort((short) 0).putShort((short) 0);
      central.putShort((short) 0).putShort((short) 0).putInt(e.mode << 16).putInt(offsets[i]);
      out.writeBytes(central.array());
      out.writeBytes(e.name);
    }
    int size = out.size() - directory;
    short count = (short) (claimedEntries < 0 ? entries.size() : claimedEntries);
    ByteBuffer end = buffer(22);
    end.putInt(0x06054b50).putInt(0).putShort(count).putShort(count);
    end.putInt(size).putInt(directory).putShort((short) comment.length());
    out.writeBytes(end.array());
    out.writeBytes(comment.getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  public static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    while (!deflater.finished()) {
      out.write(buffer, 0, deflater.deflate(buffer));
    }
    deflater.end();
    return out.toByteArray();
  }
}
