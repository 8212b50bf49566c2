package org.iccm.harness.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a host looks like between two runs, as far as a run could change it. */
final class HostState {
  private static final List<String> WATCHED =
      List.of(
          "/proc/sys/kernel/core_pattern",
          "/proc/sys/kernel/hostname",
          "/proc/sys/kernel/domainname",
          "/proc/sysvipc/shm",
          "/proc/sysvipc/msg",
          "/proc/sysvipc/sem",
          "/etc/hosts");

  private static final Set<String> PLACES =
      Set.of("/", "/tmp", "/var/tmp", "/dev", "/dev/shm", "/proc", "/run", "/work", "/etc");
  private static final String LEFT = "left-behind";

  /** Columns of attach times and the like change by themselves. */
  private static final int IDENTIFYING = 2;

  private final Map<String, String> seen = new TreeMap<>();

  /** Looks now. */
  static HostState now() {
    HostState state = new HostState();
    for (String file : WATCHED) {
      try {
        String text = Files.readString(Path.of(file));
        state.seen.put(file, file.startsWith("/proc/sysvipc") ? identities(text) : text);
      } catch (IOException e) {
        state.seen.put(file, "");
      }
    }
    state.seen.put("processes called " + LEFT, left());
    state.seen.put("mounts", mounts());
    return state;
  }

  /** Those over places that attacks try; others come and go by themselves. */
  private static String mounts() {
    try {
      return Files.readString(Path.of("/proc/self/mounts"))
          .lines()
          .filter(line -> PLACES.contains(line.split(" ")[1]))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      return "";
    }
  }

  /** Attacks that leave processes behind give them this name. */
  private static String left() {
    return ProcessHandle.allProcesses()
        .map(p -> Path.of("/proc/" + p.pid() + "/comm"))
        .filter(HostState::isLeft)
        .map(Path::toString)
        .sorted()
        .collect(Collectors.joining(" "));
  }

  private static boolean isLeft(Path name) {
    try {
      return Files.readString(name).strip().equals(LEFT);
    } catch (IOException e) {
      // it has ended meanwhile
      return false;
    }
  }

  private static String identities(String text) {
    return text.lines()
        .map(line -> List.of(line.strip().split("\\s+")))
        .map(parts -> parts.subList(0, Math.min(IDENTIFYING, parts.size())).toString())
        .collect(Collectors.joining("\n"));
  }

  /** Names of what differs. */
  List<String> changes(HostState later) {
    List<String> changed = new ArrayList<>();
    seen.forEach(
        (file, text) -> {
          if (!text.equals(later.seen.get(file))) {
            changed.add(file + " of the host changed");
          }
        });
    return changed;
  }
}
