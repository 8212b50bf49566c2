package org.iccm.examples.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What this process and the sandboxes below it hold at one moment. Linux.
 *
 * @param containers at the Docker daemon
 * @param volumes at the Docker daemon
 * @param processes below this one or in those containers
 * @param runUsers processes of users that belong to sandboxes, whoever started them
 * @param mounts in the name spaces of all these
 * @param files directories and files of ours among the temporary ones
 * @param groups control groups below our own
 * @param descriptors of all these processes
 * @param threads of this one
 * @param heapKilobytes used after a collection
 * @param sandboxKilobytes of the processes below, shared pages split
 */
record SoakTraces(
    long containers,
    long volumes,
    long processes,
    long runUsers,
    long mounts,
    long files,
    long groups,
    long descriptors,
    long threads,
    long heapKilobytes,
    long sandboxKilobytes) {
  private static final Path PROC = Path.of("/proc");

  /** Looks now, at the daemon, too, if that is where the runner's sandboxes are. */
  static SoakTraces now(String runner) throws IOException {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    SoakContainers containers =
        runner.equals("docker") ? SoakContainers.now() : SoakContainers.NONE;
    List<Long> below = new ArrayList<>(containers.processes());
    ProcessHandle.current().descendants().forEach(p -> below.add(p.pid()));
    long own = ProcessHandle.current().pid();
    long mounts = 0;
    long memory = 0;
    long descriptors = entries(PROC.resolve(own + "/fd"));
    for (long pid : below) {
      mounts += lines(pid, "mountinfo").size();
      descriptors += entries(PROC.resolve(pid + "/fd"));
      memory += kilobytes(pid);
    }
    return new SoakTraces(
        containers.ids().size(),
        containers.volumes().size(),
        below.size(),
        ofRuns(containers),
        mounts,
        temporary(own),
        groupsBelow(),
        descriptors,
        entries(PROC.resolve(own + "/task")),
        (runtime.totalMemory() - runtime.freeMemory()) >> 10,
        memory);
  }

  /** Of those below, on the average; 0 without any. */
  long kilobytesOfAProcess() {
    return processes == 0 ? 0 : sandboxKilobytes / processes;
  }

  Map<String, Object> counts() {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("containers", containers);
    row.put("volumes", volumes);
    row.put("processes", processes);
    row.put("runUsers", runUsers);
    row.put("mounts", mounts);
    row.put("files", files);
    row.put("groups", groups);
    row.put("descriptors", descriptors);
    row.put("threads", threads);
    row.put("heapKilobytes", heapKilobytes);
    row.put("sandboxKilobytes", sandboxKilobytes);
    return row;
  }

  /**
   * Those with users from a range that only sandboxes have, where the first process is not ours.
   */
  private static long ofRuns(SoakContainers containers) throws IOException {
    long found = 0;
    List<Path> all = new ArrayList<>();
    try (Stream<Path> list = Files.list(PROC)) {
      list.filter(p -> p.getFileName().toString().matches("\\d+")).forEach(all::add);
    }
    for (Path process : all) {
      long pid = Long.parseLong(process.getFileName().toString());
      for (String line : lines(pid, "status")) {
        if (line.startsWith("Uid:")) {
          long user = Long.parseLong(line.split("\\s+")[1]);
          // sixteen a slot, the first of them of the slot's own processes; a container's own are
          // root's
          boolean inside = containers.processes().contains(pid);
          found += user > 1_900_000_000L && (inside || user % 16 >= 2 && ours(pid)) ? 1 : 0;
        }
      }
    }
    return found;
  }

  private static boolean ours(long pid) {
    long own = ProcessHandle.current().pid();
    ProcessHandle at = ProcessHandle.of(pid).orElse(null);
    while (at != null) {
      if (at.pid() == own) {
        return true;
      }
      at = at.parent().orElse(null);
    }
    return false;
  }

  private static long temporary(long own) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      return files
          .filter(p -> p.getFileName().toString().startsWith("iccm-sandbox-" + own))
          .count();
    }
  }

  private static long groupsBelow() throws IOException {
    Path root = Path.of("/sys/fs/cgroup");
    long found = 0;
    for (String line : Files.readAllLines(PROC.resolve("self/cgroup"))) {
      String[] parts = line.split(":", 3);
      Path place = root.resolve(parts[1].replaceFirst("^name=", "")).resolve(parts[2].substring(1));
      if (Files.isDirectory(place)) {
        try (Stream<Path> below = Files.list(place)) {
          found += below.filter(p -> p.getFileName().toString().startsWith("iccm-")).count();
        }
      }
    }
    return found;
  }

  private static long kilobytes(long pid) {
    return lines(pid, "smaps_rollup").stream()
        .filter(l -> l.startsWith("Pss:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .sum();
  }

  private static List<String> lines(long pid, String file) {
    try {
      return Files.readAllLines(PROC.resolve(pid + "/" + file));
    } catch (IOException | UncheckedIOException e) {
      // it has ended meanwhile
      return List.of();
    }
  }

  private static long entries(Path directory) {
    try (Stream<Path> all = Files.list(directory)) {
      return all.count();
    } catch (IOException | UncheckedIOException e) {
      return 0;
    }
  }
}
