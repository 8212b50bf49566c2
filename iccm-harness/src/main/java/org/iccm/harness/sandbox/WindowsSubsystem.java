package org.iccm.harness.sandbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.iccm.api.error.RunnerException;

/**
 * Linux on Windows, told apart by the kernel's own name. Version 1 has no Linux kernel: no
 * namespaces, no control groups, no system call filter, so nothing can be confined there.
 *
 * @since 0.1.0
 */
public enum WindowsSubsystem {
  /** An ordinary kernel. */
  NONE,
  /** Translated system calls; refused. */
  WSL1,
  /** A Linux kernel in a virtual machine. */
  WSL2;

  private static final Path VERSION = Path.of("/proc/version");

  /**
   * Which one a kernel is.
   *
   * @param version text of {@code /proc/version}; empty where there is none
   * @return the kind
   */
  public static WindowsSubsystem of(String version) {
    String text = version.toLowerCase(Locale.ROOT);
    if (text.contains("microsoft-standard") || text.contains("wsl2")) {
      return WSL2;
    }
    // version 1 names its build, as in 4.4.0-19041-Microsoft
    return text.matches("(?s).*\\b4\\.4\\.0-\\d+-microsoft.*") ? WSL1 : NONE;
  }

  /**
   * Refuses this machine if it is WSL 1.
   *
   * @param runner who refuses
   * @throws RunnerException if it is
   */
  static void refuseFirst(String runner) {
    String version;
    try {
      version = Files.isReadable(VERSION) ? Files.readString(VERSION) : "";
    } catch (IOException e) {
      return;
    }
    refuseFirst(runner, version);
  }

  static void refuseFirst(String runner, String version) {
    if (of(version) == WSL1) {
      throw new RunnerException(
          runner,
          false,
          runner
              + " refuses WSL 1, which has no Linux kernel and so confines nothing: convert the"
              + " distribution ('wsl --set-version NAME 2'), then use Docker or bubblewrap in it");
    }
  }
}
