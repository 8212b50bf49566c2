package org.iccm.training.memory;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Memory at its highest point, by kind. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class MemoryPlan {
  private final Map<MemoryKind, Long> parts;
  private final long bytes;

  MemoryPlan(Map<MemoryKind, Long> parts) {
    Map<MemoryKind, Long> copy = new EnumMap<>(MemoryKind.class);
    parts.forEach(
        (kind, n) -> {
          if (n > 0) {
            copy.put(kind, n);
          }
        });
    this.parts = Collections.unmodifiableMap(copy);
    this.bytes = copy.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Returns resident bytes of the whole process at its highest point. */
  public long bytes() {
    return bytes;
  }

  /**
   * Bytes of one kind at that point.
   *
   * @param kind the kind
   * @return bytes, 0 if there are none
   */
  public long bytes(MemoryKind kind) {
    return parts.getOrDefault(kind, 0L);
  }

  /** Returns bytes by kind, kinds without any left out. */
  public Map<MemoryKind, Long> parts() {
    return parts;
  }

  /**
   * Whether it fits.
   *
   * @param device where it is to run
   * @return whether the device has at least as many bytes
   */
  public boolean fits(MemoryDevice device) {
    return bytes <= device.bytes();
  }

  /** The sum and its parts in MiB, one line. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder(mebibytes(bytes)).append(" MiB:");
    parts.forEach((k, n) -> text.append(' ').append(k.label()).append(' ').append(mebibytes(n)));
    return text.toString();
  }

  private static String mebibytes(long n) {
    return String.format(Locale.ROOT, "%,.0f", n / 1048576.0);
  }
}
