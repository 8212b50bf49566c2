package org.iccm.examples.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of a process's memory. */
final class ProcessStatus {
  private ProcessStatus() {}

  /** KiB of one line of {@code /proc/<process>/status}, {@code VmRSS:} say; 0 without that line. */
  static long kibibytes(String process, String key) throws IOException {
    return Files.readAllLines(Path.of("/proc", process, "status")).stream()
        .filter(l -> l.startsWith(key))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElse(0);
  }
}
