package org.iccm.harness.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.DoubleSupplier;

/**
 * The share of the host's processor time in which nothing ran, since it was last asked: 0 to 1; 0
 * the first time, and where {@code /proc/stat} does not say. Thread-safe.
 */
final class IdleProcessors implements DoubleSupplier {
  private static final int IDLE = 4;
  private static final int WAITING_FOR_DISK = 5;
  private static final int LAST = 8;

  private final Path stat;
  private long idleBefore;
  private long allBefore;

  IdleProcessors() {
    this(Path.of("/proc/stat"));
  }

  /**
   * For tests.
   *
   * @param stat a file like {@code /proc/stat}
   */
  IdleProcessors(Path stat) {
    this.stat = stat;
  }

  @Override
  public synchronized double getAsDouble() {
    String[] fields = firstLine().strip().split("\\s+");
    if (fields.length <= WAITING_FOR_DISK || !fields[0].equals("cpu")) {
      return 0;
    }
    long all = 0;
    for (int i = 1; i < fields.length && i <= LAST; i++) {
      all += Long.parseLong(fields[i]);
    }
    long idle = Long.parseLong(fields[IDLE]) + Long.parseLong(fields[WAITING_FOR_DISK]);
    boolean first = allBefore == 0;
    double share = all > allBefore ? (idle - idleBefore) / (double) (all - allBefore) : 0;
    allBefore = all;
    idleBefore = idle;
    return first ? 0 : Math.max(0, Math.min(1, share));
  }

  private String firstLine() {
    try (var lines = Files.lines(stat)) {
      return lines.findFirst().orElse("");
    } catch (IOException e) {
      // not Linux
      return "";
    }
  }
}
