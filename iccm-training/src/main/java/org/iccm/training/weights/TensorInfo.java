package org.iccm.training.weights;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One tensor of a file: name, format, shape, place.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TensorInfo {
  private final String name;
  private final TensorType type;
  private final long[] shape;
  private final Path file;
  private final long position;

  TensorInfo(String name, TensorType type, long[] shape, Path file, long position) {
    this.name = name;
    this.type = type;
    this.shape = shape.clone();
    this.file = file;
    this.position = position;
  }

  /** Returns its name, unique in its file. */
  public String name() {
    return name;
  }

  /** Returns its format on disk. */
  public TensorType type() {
    return type;
  }

  /** Returns its dimensions, outermost first; empty for a scalar. */
  public List<Long> shape() {
    return Arrays.stream(shape).boxed().toList();
  }

  /** Returns the number of its values, 0 or more. */
  public long elements() {
    return elements(shape);
  }

  /** Returns the file that holds it. */
  public Path file() {
    return file;
  }

  /** First byte, counted from the file's start. */
  long position() {
    return position;
  }

  long bytes() {
    return elements() * type.bytes();
  }

  static long elements(long[] shape) {
    long n = 1;
    for (long d : shape) {
      n = Math.multiplyExact(n, d);
    }
    return n;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof TensorInfo o
            && name.equals(o.name)
            && type == o.type
            && Arrays.equals(shape, o.shape)
            && file.equals(o.file)
            && position == o.position);
  }

  @Override
  public int hashCode() {
    return name.hashCode() * 31 + Long.hashCode(position);
  }

  @Override
  public String toString() {
    return name + " " + type.label() + Arrays.toString(shape);
  }
}
