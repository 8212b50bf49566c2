package org.iccm.training.t5;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows of token ids of one length; shorter ones are filled up at their ends. Immutable. */
final class TokenRows {
  private final int rows;
  private final int length;
  private final long[] ids;
  private final int[] lengths;

  private TokenRows(int rows, int length, long[] ids, int[] lengths) {
    this.rows = rows;
    this.length = length;
    this.ids = ids;
    this.lengths = lengths;
  }

  /** Pads sequences, none of them empty. */
  static TokenRows of(List<int[]> sequences, int fill) {
    int rows = sequences.size();
    int length = sequences.stream().mapToInt(s -> s.length).max().orElse(0);
    long[] ids = new long[Math.multiplyExact(rows, length)];
    int[] lengths = new int[rows];
    Arrays.fill(ids, fill);
    for (int r = 0; r < rows; r++) {
      int[] s = sequences.get(r);
      lengths[r] = s.length;
      for (int i = 0; i < s.length; i++) {
        ids[r * length + i] = s[i];
      }
    }
    return new TokenRows(rows, length, ids, lengths);
  }

  /** The given rows, in the given order, any of them several times. */
  TokenRows pick(int[] wanted) {
    long[] picked = new long[Math.multiplyExact(wanted.length, length)];
    int[] each = new int[wanted.length];
    for (int r = 0; r < wanted.length; r++) {
      System.arraycopy(ids, wanted[r] * length, picked, r * length, length);
      each[r] = lengths[wanted[r]];
    }
    return new TokenRows(wanted.length, length, picked, each);
  }

  /** The decoder's input for these labels: the start, then all labels but the last. */
  TokenRows shifted(int start) {
    long[] shifted = new long[ids.length];
    for (int r = 0; r < rows; r++) {
      shifted[r * length] = start;
      System.arraycopy(ids, r * length, shifted, r * length + 1, length - 1);
    }
    return new TokenRows(rows, length, shifted, lengths);
  }

  int rows() {
    return rows;
  }

  int length() {
    return length;
  }

  /** Row by row; not to be changed. */
  long[] ids() {
    return ids;
  }

  int lengthOf(int row) {
    return lengths[row];
  }

  boolean padded() {
    return Arrays.stream(lengths).anyMatch(n -> n < length);
  }

  boolean isPadding(int place) {
    return place % length >= lengths[place / length];
  }

  /** 0 at tokens, the given value at padding, row by row. */
  float[] mask(float atPadding) {
    float[] mask = new float[ids.length];
    for (int r = 0; r < rows; r++) {
      Arrays.fill(mask, r * length + lengths[r], (r + 1) * length, atPadding);
    }
    return mask;
  }

  /** Values of all places, row by row, as rows without padding. */
  List<float[]> split(float[] values) {
    List<float[]> split = new ArrayList<>();
    for (int r = 0; r < rows; r++) {
      split.add(Arrays.copyOfRange(values, r * length, r * length + lengths[r]));
    }
    return split;
  }

  /** The reverse of {@link #split}: 0 at padding. */
  float[] join(List<float[]> split) {
    float[] values = new float[ids.length];
    for (int r = 0; r < rows; r++) {
      System.arraycopy(split.get(r), 0, values, r * length, lengths[r]);
    }
    return values;
  }

  /** Tokens that are no padding. */
  long tokens() {
    return Arrays.stream(lengths).asLongStream().sum();
  }
}
