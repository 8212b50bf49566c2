package org.iccm.harness.junit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Takes the values of constants out of a class file, so that what is compiled against it asks for
 * them at run time: a test would else hold the original's value and never see the candidate's.
 */
final class Constants {
  private static final String ATTRIBUTE = "ConstantValue";

  private final DataInputStream in;
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private int attribute = -1;

  private Constants(byte[] file) {
    in = new DataInputStream(new ByteArrayInputStream(file));
  }

  static byte[] removed(byte[] file) {
    Constants c = new Constants(file);
    try {
      c.copy();
      return c.bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void copy() throws IOException {
    // magic number, version
    bytes(8);
    pool();
    // access, this class, its parent
    bytes(6);
    bytes(2 * number());
    int fields = number();
    for (int i = 0; i < fields; i++) {
      field();
    }
    in.transferTo(out);
  }

  private int number() throws IOException {
    int n = in.readUnsignedShort();
    out.writeShort(n);
    return n;
  }

  private void bytes(int count) throws IOException {
    out.write(in.readNBytes(count));
  }

  private void pool() throws IOException {
    int count = number();
    for (int i = 1; i < count; i++) {
      int tag = in.readUnsignedByte();
      out.writeByte(tag);
      switch (tag) {
        case 1 -> {
          String text = in.readUTF();
          out.writeUTF(text);
          if (text.equals(ATTRIBUTE)) {
            attribute = i;
          }
        }
        case 5, 6 -> {
          // long and double take two places
          bytes(8);
          i++;
        }
        case 7, 8, 16, 19, 20 -> bytes(2);
        case 15 -> bytes(3);
        default -> bytes(4);
      }
    }
  }

  private void field() throws IOException {
    // access, name, type
    bytes(6);
    int count = in.readUnsignedShort();
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    DataOutputStream attributes = new DataOutputStream(kept);
    int left = 0;
    for (int i = 0; i < count; i++) {
      int name = in.readUnsignedShort();
      byte[] content = in.readNBytes(in.readInt());
      if (name != attribute) {
        attributes.writeShort(name);
        attributes.writeInt(content.length);
        attributes.write(content);
        left++;
      }
    }
    out.writeShort(left);
    kept.writeTo(out);
  }
}
