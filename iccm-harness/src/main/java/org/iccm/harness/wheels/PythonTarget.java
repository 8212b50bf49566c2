package org.iccm.harness.wheels;

import java.util.ArrayList;
import java.util.List;

/**
 * The Python that wheels are for: CPython 3 on Linux with glibc.
 *
 * <p>Immutable and thread-safe.
 *
 * @param minor minor version, for example 11 for Python 3.11; 9 to 99
 * @param machine as Python's {@code platform.machine()} says, for example {@code x86_64}
 * @param glibcMinor newest glibc 2 that there is, for example 36 for glibc 2.36; 17 to 99
 * @since 0.1.0
 */
public record PythonTarget(int minor, String machine, int glibcMinor) {
  /** Checks the ranges. */
  public PythonTarget {
    if (minor < 9 || minor > 99 || glibcMinor < 17 || glibcMinor > 99) {
      throw new IllegalArgumentException(
          "Python 3." + minor + " with glibc 2." + glibcMinor + ": 3.9 and 2.17 are the oldest");
    }
    if (!machine.matches("[a-z0-9_]{1,20}")) {
      throw new IllegalArgumentException("machine is '" + machine + "': for example x86_64");
    }
  }

  /**
   * How well a wheel fits.
   *
   * @param wheel its file name's parts
   * @return 0 if it does not run here; else larger for a more specific one
   */
  int fit(WheelName wheel) {
    int best = 0;
    for (String python : wheel.pythons()) {
      for (String abi : wheel.abis()) {
        int interpreter = interpreter(python, abi);
        for (String platform : wheel.platforms()) {
          int place = platform(platform);
          best = Math.max(best, interpreter == 0 || place == 0 ? 0 : interpreter * 1000 + place);
        }
      }
    }
    return best;
  }

  private int interpreter(String python, String abi) {
    int version = version(python);
    if (python.startsWith("cp3") && abi.equals(python)) {
      return version == minor ? 4 : 0;
    }
    if (python.startsWith("cp3") && abi.equals("abi3")) {
      return version >= 2 && version <= minor ? 3 : 0;
    }
    if (!abi.equals("none")) {
      return 0;
    }
    if (python.equals("py3")) {
      return 1;
    }
    boolean same = python.startsWith("cp3") && version == minor;
    return same || (python.startsWith("py3") && version >= 0 && version <= minor) ? 2 : 0;
  }

  private static int version(String python) {
    return python.matches("(cp|py)3\\d{1,2}") ? Integer.parseInt(python.substring(3)) : -1;
  }

  private int platform(String platform) {
    if (platform.equals("any")) {
      return 1;
    }
    if (!platform.endsWith("_" + machine)) {
      return 0;
    }
    String system = platform.substring(0, platform.length() - machine.length() - 1);
    return switch (system) {
      case "manylinux1" -> 5;
      case "manylinux2010" -> 12;
      case "manylinux2014" -> 17;
      case "linux" -> 100;
      default -> {
        int needed =
            system.matches("manylinux_2_\\d{1,2}") ? Integer.parseInt(system.substring(12)) : 100;
        yield needed <= glibcMinor ? Math.max(1, needed) : 0;
      }
    };
  }

  /** Platforms that pip is to look for. */
  List<String> platforms() {
    List<String> names = new ArrayList<>();
    for (int glibc = glibcMinor; glibc >= 5; glibc--) {
      names.add("manylinux_2_" + glibc + "_" + machine);
    }
    names.addAll(
        List.of("manylinux2014_" + machine, "manylinux2010_" + machine, "manylinux1_" + machine));
    return names;
  }
}
