package org.iccm.training.memory;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Objects;

/**
 * Where a model is to run.
 *
 * @param name its name in tables
 * @param bytes its memory in bytes, above 0
 * @since 0.1.0
 */
public record MemoryDevice(String name, long bytes) {
  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException if bytes are not above 0
   */
  public MemoryDevice {
    Objects.requireNonNull(name, "name");
    if (bytes <= 0) {
      throw new IllegalArgumentException("a device has more than " + bytes + " bytes");
    }
  }

  /**
   * This machine: its RAM, or its container's limit if that is lower, as the JVM reads them.
   *
   * @return the host as a device
   */
  public static MemoryDevice host() {
    return new MemoryDevice(
        "host",
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize());
  }

  /**
   * A device of so many GiB.
   *
   * @param name its name in tables
   * @param gibibytes its memory in GiB (2^30 bytes)
   * @return the device
   */
  public static MemoryDevice ofGibibytes(String name, double gibibytes) {
    return new MemoryDevice(name, (long) (gibibytes * (1L << 30)));
  }
}
