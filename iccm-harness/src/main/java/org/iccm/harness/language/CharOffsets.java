package org.iccm.harness.language;

/** From offsets in a text's UTF-8 bytes to offsets in its characters. */
final class CharOffsets {
  private final int shift;
  private final int[] table;

  /**
   * Reads a text once.
   *
   * @param text the text
   * @param shift characters in front that are not among the bytes
   * @param byteLength number of bytes of the rest
   */
  CharOffsets(String text, int shift, int byteLength) {
    this.shift = shift;
    if (byteLength == text.length() - shift) {
      table = new int[0];
      return;
    }
    table = new int[byteLength + 1];
    int at = 0;
    for (int i = shift; i < text.length(); ) {
      int codePoint = text.codePointAt(i);
      int width = width(codePoint);
      for (int k = 0; k < width; k++) {
        table[at + k] = i;
      }
      at += width;
      i += Character.charCount(codePoint);
    }
    table[at] = text.length();
  }

  int at(int byteOffset) {
    return table.length == 0 ? byteOffset + shift : table[byteOffset];
  }

  private static int width(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    }
    if (codePoint < 0x800) {
      return 2;
    }
    if (codePoint >= 0x10000) {
      return 4;
    }
    // an unpaired surrogate becomes one question mark
    return codePoint >= 0xD800 && codePoint <= 0xDFFF ? 1 : 3;
  }
}
