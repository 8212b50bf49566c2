package org.iccm.training.weights;

import java.util.Arrays;
import java.util.Optional;

/**
 * Number formats that are read and written; in memory every value is a 32-bit float.
 *
 * @since 0.1.0
 */
public enum TensorType {
  /** IEEE 754 single precision. */
  F32("F32", 4),
  /** IEEE 754 half precision: about 3 digits, up to 65,504. */
  F16("F16", 2),
  /** The upper half of a single: about 2 digits, the range of F32. */
  BF16("BF16", 2);

  private final String label;
  private final int bytes;

  TensorType(String label, int bytes) {
    this.label = label;
    this.bytes = bytes;
  }

  /**
   * Its name in a safetensors header.
   *
   * @return the name
   */
  public String label() {
    return label;
  }

  /**
   * Bytes of one value.
   *
   * @return 2 or 4
   */
  public int bytes() {
    return bytes;
  }

  static Optional<TensorType> ofLabel(String label) {
    return Arrays.stream(values()).filter(t -> t.label.equals(label)).findFirst();
  }
}
