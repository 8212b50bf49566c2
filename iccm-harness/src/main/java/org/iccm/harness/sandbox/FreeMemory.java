package org.iccm.harness.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How much memory more may be used before the host, or a control group that this process is in,
 * runs out of it. Linux; elsewhere there seems to be no limit. Immutable and thread-safe.
 */
final class FreeMemory implements LongSupplier {
  private static final Path ROOT = Path.of("/");
  private static final String UNIFIED = "sys/fs/cgroup";
  private static final String SPLIT = "sys/fs/cgroup/memory";

  private final Path root;

  FreeMemory() {
    this(ROOT);
  }

  /**
   * For tests.
   *
   * @param root a directory with {@code proc} and {@code sys}
   */
  FreeMemory(Path root) {
    this.root = root;
  }

  @Override
  public long getAsLong() {
    long free = available();
    for (Path group : groups()) {
      free = Math.min(free, room(group, "memory.max", "memory.current", "inactive_file "));
      free =
          Math.min(
              free,
              room(
                  group, "memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file "));
    }
    return Math.max(0, free);
  }

  private long available() {
    for (String line : lines(root.resolve("proc/meminfo"))) {
      if (line.startsWith("MemAvailable:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) << 10;
      }
    }
    return Long.MAX_VALUE;
  }

  /** Ours and those around it. */
  private List<Path> groups() {
    List<Path> found = new ArrayList<>();
    for (String line : lines(root.resolve("proc/self/cgroup"))) {
      String[] parts = line.split(":", 3);
      if (parts.length == 3
          && (parts[1].isEmpty() || List.of(parts[1].split(",")).contains("memory"))) {
        Path base = root.resolve(parts[1].isEmpty() ? UNIFIED : SPLIT);
        @Nullable Path at = base.resolve(parts[2].replaceFirst("^/+", "")).normalize();
        while (at != null && at.startsWith(base)) {
          found.add(at);
          at = at.getParent();
        }
      }
    }
    return found;
  }

  /** What can be dropped at need does not count as used. */
  private static long room(Path group, String limit, String used, String droppable) {
    Long most = number(group.resolve(limit));
    Long now = number(group.resolve(used));
    if (most == null || now == null) {
      return Long.MAX_VALUE;
    }
    long cached = 0;
    for (String line : lines(group.resolve("memory.stat"))) {
      if (line.startsWith(droppable)) {
        cached = Long.parseLong(line.substring(droppable.length()).strip());
      }
    }
    return most - now + cached;
  }

  private static @Nullable Long number(Path file) {
    List<String> lines = lines(file);
    // without a limit it says max, or a number that no host has
    return lines.isEmpty() || !lines.get(0).matches("\\d{1,18}")
        ? null
        : Long.valueOf(lines.get(0));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      // not there: no limit of that kind
      return List.of();
    }
  }
}
