package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Where control groups may be made for sandboxes, in version 1 (one hierarchy a controller) or 2
 * (one for all). Immutable.
 */
final class Cgroups {
  static final String MEMORY = "memory";
  static final String PIDS = "pids";
  static final String CPU = "cpu";
  static final String CPUACCT = "cpuacct";
  private static final String PREFIX = "iccm-warm-";
  private static final Set<String> FILES = Set.of("active_file", "inactive_file");
  private static final Set<String> TOTAL_FILES = Set.of("total_active_file", "total_inactive_file");
  private static final Set<String> USED = Set.of(MEMORY, PIDS, CPU, CPUACCT);

  /** Parent directories by controller; one for several in version 2. */
  private final Map<String, Path> parents;

  private final boolean unified;

  private Cgroups(Map<String, Path> parents, boolean unified) {
    this.parents = parents;
    this.unified = unified;
  }

  /** None at all. */
  static Cgroups none() {
    return new Cgroups(Map.of(), false);
  }

  /**
   * Looks for controllers that this process may use.
   *
   * @param memberships text of {@code /proc/self/cgroup}
   * @param mounts text of {@code /proc/self/mountinfo}
   */
  static Cgroups find(String memberships, String mounts) {
    Map<String, Path> one = new LinkedHashMap<>();
    Optional<Path> two = Optional.empty();
    for (String line : memberships.split("\n")) {
      String[] parts = line.split(":", 3);
      if (parts.length < 3) {
        continue;
      }
      if (parts[1].isEmpty()) {
        two = place(mounts, "cgroup2", "", parts[2]);
        continue;
      }
      for (String controller : parts[1].split(",")) {
        if (USED.contains(controller)) {
          place(mounts, "cgroup", controller, parts[2])
              .filter(Files::isWritable)
              .ifPresent(p -> one.put(controller, p));
        }
      }
    }
    if (!one.isEmpty()) {
      return new Cgroups(one, false);
    }
    return two.flatMap(Cgroups::unified).orElse(none());
  }

  /** A group with processes of its own cannot hold limited ones, so the parent serves as well. */
  private static Optional<Cgroups> unified(Path own) {
    for (Path candidate : new Path[] {own, own.getParent()}) {
      Path control = candidate == null ? null : candidate.resolve("cgroup.subtree_control");
      if (candidate == null || control == null || !Files.isWritable(candidate)) {
        continue;
      }
      Map<String, Path> found = new LinkedHashMap<>();
      for (String controller : read(control).strip().split("\\s+")) {
        if (USED.contains(controller)) {
          found.put(controller, candidate);
        }
      }
      if (!found.isEmpty()) {
        return Optional.of(new Cgroups(found, true));
      }
    }
    return Optional.empty();
  }

  private static Optional<Path> place(String mounts, String type, String controller, String path) {
    for (String line : mounts.split("\n")) {
      int dash = line.indexOf(" - ");
      String[] left = line.split(" ");
      String[] right = dash < 0 ? new String[0] : line.substring(dash + 3).split(" ");
      if (right.length < 3 || left.length < 5 || !right[0].equals(type)) {
        continue;
      }
      if (!controller.isEmpty() && !List.of(right[2].split(",")).contains(controller)) {
        continue;
      }
      // inside a container the mount shows a part of the hierarchy only
      String root = left[3].equals("/") ? "" : left[3];
      String below = path.startsWith(root) ? path.substring(root.length()) : path;
      Path place = Path.of(left[4] + below).normalize();
      return Files.isDirectory(place) ? Optional.of(place) : Optional.empty();
    }
    return Optional.empty();
  }

  boolean has(String controller) {
    return parents.containsKey(controller);
  }

  /** Slots whose groups have processes. */
  Set<Integer> occupied() throws IOException {
    Set<Integer> numbers = new TreeSet<>();
    for (Path parent : new LinkedHashSet<>(parents.values())) {
      try (DirectoryStream<Path> groups = Files.newDirectoryStream(parent, PREFIX + "*")) {
        for (Path group : groups) {
          String number = String.valueOf(group.getFileName()).substring(PREFIX.length());
          if (number.matches("\\d{1,4}") && !read(group.resolve("cgroup.procs")).isBlank()) {
            numbers.add(Integer.parseInt(number));
          }
        }
      }
    }
    return numbers;
  }

  /** Whether processor time of a whole group can be read. */
  boolean countsTime() {
    return unified ? !parents.isEmpty() : parents.containsKey(CPUACCT);
  }

  /**
   * The group of one slot, made on demand and kept: removed groups linger in the kernel.
   *
   * @param slot its number
   * @throws IOException if it cannot be made
   */
  Group group(int slot) throws IOException {
    Map<String, Path> places = new LinkedHashMap<>();
    for (Map.Entry<String, Path> e : parents.entrySet()) {
      Path place = e.getValue().resolve(PREFIX + slot);
      if (!Files.isDirectory(place)) {
        Files.createDirectory(place);
      }
      places.put(e.getKey(), place);
    }
    return new Group(places, unified);
  }

  /** Control groups of one slot. */
  static final class Group {
    private final Map<String, Path> places;
    private final boolean unified;
    private long killsBefore;
    private List<Object> set = List.of();

    private Group(Map<String, Path> places, boolean unified) {
      this.places = places;
      this.unified = unified;
    }

    /** Files that a process writes its id to, in order to join. */
    List<String> entrances() {
      return places.values().stream()
          .distinct()
          .map(p -> p.resolve("cgroup.procs").toString())
          .toList();
    }

    /** A file with the processor time that the group has used so far. */
    Optional<Path> processorTime() {
      Optional<Path> place =
          unified
              ? places.values().stream().findFirst().map(p -> p.resolve("cpu.stat"))
              : Optional.ofNullable(places.get(CPUACCT)).map(p -> p.resolve("cpuacct.usage"));
      return place.filter(Files::isReadable);
    }

    boolean limitsMemory() {
      return places.containsKey(MEMORY);
    }

    /** Bytes that its processes have, but for pages of files that can be dropped at any time. */
    long held() {
      Path memory = places.get(MEMORY);
      if (memory == null) {
        return 0;
      }
      String used =
          read(memory.resolve(unified ? "memory.current" : "memory.usage_in_bytes")).strip();
      long held = used.isEmpty() ? 0 : Long.parseLong(used);
      for (String line : read(memory.resolve("memory.stat")).split("\n")) {
        String[] words = line.split(" ", 2);
        if (words.length == 2 && (unified ? FILES : TOTAL_FILES).contains(words[0])) {
          held -= Long.parseLong(words[1].strip());
        }
      }
      return Math.max(0, held);
    }

    void limit(long memoryBytes, int processes, double cpus) throws IOException {
      killsBefore = kills();
      List<Object> wanted = List.of(memoryBytes, processes, cpus);
      if (wanted.equals(set)) {
        return;
      }
      set = List.of();
      write(memoryBytes, processes, cpus);
      set = wanted;
    }

    private void write(long memoryBytes, int processes, double cpus) throws IOException {
      Path memory = places.get(MEMORY);
      if (memory != null && unified) {
        write(memory.resolve("memory.max"), memoryBytes);
        tryWrite(memory.resolve("memory.swap.max"), "0");
        tryWrite(memory.resolve("memory.oom.group"), "1");
      } else if (memory != null) {
        Path both = memory.resolve("memory.memsw.limit_in_bytes");
        tryWrite(both, "-1");
        write(memory.resolve("memory.limit_in_bytes"), memoryBytes);
        tryWrite(both, Long.toString(memoryBytes));
        tryWrite(memory.resolve("memory.swappiness"), "0");
      }
      Path pids = places.get(PIDS);
      if (pids != null) {
        write(pids.resolve("pids.max"), processes);
      }
      Path cpu = places.get(CPU);
      long quota = Math.round(cpus * 100_000);
      if (cpu != null && unified) {
        tryWrite(cpu.resolve("cpu.max"), quota + " 100000");
      } else if (cpu != null) {
        tryWrite(cpu.resolve("cpu.cfs_quota_us"), Long.toString(quota));
      }
    }

    /** Whether the kernel has killed for want of memory since the limits were set. */
    boolean outOfMemory() {
      return kills() > killsBefore;
    }

    private long kills() {
      Path memory = places.get(MEMORY);
      if (memory == null) {
        return 0;
      }
      String text = read(memory.resolve(unified ? "memory.events" : "memory.oom_control"));
      for (String line : text.split("\n")) {
        if (line.startsWith("oom_kill ")) {
          return Long.parseLong(line.substring("oom_kill ".length()).strip());
        }
      }
      return 0;
    }

    /** Kills whatever is in the group. */
    void kill() {
      for (Path place : places.values().stream().distinct().toList()) {
        tryWrite(place.resolve("cgroup.kill"), "1");
      }
      for (long pid : members()) {
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
      }
    }

    List<Long> members() {
      List<Long> pids = new ArrayList<>();
      for (String entrance : entrances()) {
        for (String line : read(Path.of(entrance)).split("\n")) {
          // processes of other namespaces show as 0
          if (!line.isBlank() && !line.equals("0")) {
            pids.add(Long.parseLong(line.strip()));
          }
        }
      }
      return pids.stream().distinct().toList();
    }

    private static void write(Path file, long value) throws IOException {
      Files.writeString(file, Long.toString(value));
    }

    private static void tryWrite(Path file, String value) {
      try {
        if (Files.exists(file)) {
          Files.writeString(file, value);
        }
      } catch (IOException e) {
        // a setting that this kernel does not have, or does not let us change: the probe and the
        // tests of each limit decide, not this
        return;
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }
}
