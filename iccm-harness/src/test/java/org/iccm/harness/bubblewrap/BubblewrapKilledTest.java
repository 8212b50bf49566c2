package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iccm.api.application.SourceFile;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.sandbox.SandboxPolicy;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.unprivileged.NeedsRoot;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** {@code kill -9} of a Java process whose slots are at work, and what the next one cleans up. */
@Tag("sandbox")
class BubblewrapKilledTest {
  private static final int SLOTS = 3;

  /** What does not want to end. */
  private static final List<String> CANDIDATES =
      List.of(
          "import time\ntime.sleep(900)\n",
          """
          import os
          import signal
          import time

          for name in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
              signal.signal(name, signal.SIG_IGN)
          for _ in range(5):
              if os.fork() == 0:
                  break
          time.sleep(900)
          """,
          """
          import os
          import time

          for _ in range(3):
              if os.fork() == 0:
                  os.setsid()
                  if os.fork() == 0:
                      while True:
                          time.sleep(0.01)
                  os._exit(0)
          time.sleep(900)
          """);

  /** Runs a good candidate in each slot, then those above at once; says what has ended. */
  static final class Busy {
    private Busy() {}

    public static void main(String[] args) throws InterruptedException {
      try (SandboxRunner runner = runner(SLOTS)) {
        List<Thread> threads = new ArrayList<>();
        for (String bad : CANDIDATES) {
          Thread thread =
              new Thread(
                  () -> {
                    say(run(runner, SampleApplication.SOURCE));
                    say(run(runner, bad));
                  });
          threads.add(thread);
          thread.start();
        }
        for (Thread thread : threads) {
          thread.join();
        }
      }
    }

    private static synchronized void say(TestReport report) {
      System.out.println(report.outcome() + " " + report.detail().replace('\n', ' '));
    }
  }

  private static SandboxRunner runner(int slots) {
    return new SandboxRunner(
        BubblewrapRunnerProvider.box(
            Optional.empty(), "bwrap", slots, BubblewrapContractTest.cache()));
  }

  private static TestReport run(SandboxRunner runner, String source) {
    var suite =
        runner.prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
    return runner.run(
        TestRun.builder(suite, List.of(new SourceFile(SampleApplication.PATH, source)))
            .timeLimit(Duration.ofMinutes(10))
            .build());
  }

  private static Process java() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            // as many runs begin at once as there are processors
            "-XX:ActiveProcessorCount=" + SLOTS,
            "-cp",
            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
            Busy.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  /** When a process began; a number that is used again means another one. */
  private static String identity(long pid) {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      String[] rest = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      // whoever has ended and was not asked for yet runs no more
      return rest[0].equals("Z") || rest[0].equals("X") ? "" : rest[19];
    } catch (IOException e) {
      return "";
    }
  }

  private static Map<Long, String> inside(Process java) {
    Map<Long, String> found = new LinkedHashMap<>();
    java.descendants().forEach(p -> found.put(p.pid(), identity(p.pid())));
    found.values().removeIf(String::isEmpty);
    return found;
  }

  private static List<Long> alive(Map<Long, String> processes) {
    return processes.entrySet().stream()
        .filter(e -> identity(e.getKey()).equals(e.getValue()))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void awaitEnd(Map<Long, String> processes) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!alive(processes).isEmpty() && System.nanoTime() - deadline < 0) {
      TimeUnit.MILLISECONDS.sleep(50);
    }
    assertThat(alive(processes)).isEmpty();
  }

  /** Waits until all candidates are at work: what they fork is there. */
  private static Map<Long, String> awaitWork(Process java) throws Exception {
    for (int i = 0; i < SLOTS; i++) {
      assertThat(java.inputReader().readLine()).startsWith("COMPLETED");
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (runs(java).size() < 2 * SLOTS + 5 + 3) {
      assertThat(System.nanoTime()).as("not all work").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(50);
    }
    return inside(java);
  }

  /** Processes of runs: one namespace below their slot. */
  private static List<Long> runs(Process java) {
    return inside(java).keySet().stream()
        .filter(
            pid -> {
              try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
                return lines.anyMatch(
                    l -> l.startsWith("NSpid:") && l.strip().split("\\s+").length == 4);
              } catch (IOException e) {
                return false;
              }
            })
        .toList();
  }

  @Test
  @DisplayName("nothing of it runs on, and no result comes of a run that it did not see end")
  void killed() throws Exception {
    Process java = java();
    Map<Long, String> inside;
    try {
      inside = awaitWork(java);
    } finally {
      java.toHandle().destroyForcibly();
      java.waitFor();
    }
    awaitEnd(inside);
    assertThat(java.inputReader().readLine()).as("a result after the end").isNull();
    try (SandboxRunner next = runner(1)) {
      assertThat(run(next, SampleApplication.SOURCE).outcome()).isEqualTo(RunOutcome.COMPLETED);
    }
  }

  @Test
  @NeedsRoot("only root may kill what other users of a slot have left")
  @DisplayName("what was stopped and cannot end is killed by the next runner, in all its slots")
  void stopped() throws Exception {
    Process java = java();
    Map<Long, String> inside = Map.of();
    try {
      inside = awaitWork(java);
      for (long pid : inside.keySet()) {
        new ProcessBuilder("kill", "-STOP", Long.toString(pid)).start().waitFor();
      }
      java.toHandle().destroyForcibly();
      java.waitFor();
      TimeUnit.SECONDS.sleep(1);
      assertThat(alive(inside)).hasSizeGreaterThan(SLOTS);
      try (SandboxRunner next = runner(1)) {
        next.check();
        awaitEnd(inside);
        assertThat(run(next, SampleApplication.SOURCE).outcome()).isEqualTo(RunOutcome.COMPLETED);
      }
    } finally {
      java.destroyForcibly();
      alive(inside).forEach(p -> ProcessHandle.of(p).ifPresent(ProcessHandle::destroyForcibly));
    }
  }

  private static Process sleeper(String... before) throws IOException {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(List.of("sleep", "900"));
    return new ProcessBuilder(command).start();
  }

  @Test
  @NeedsRoot("other users and control groups of version 1 are root's to make")
  @DisplayName("groups and users of slots that nobody holds are cleared, those of others are not")
  void artificial() throws Exception {
    Cgroups cgroups =
        Cgroups.find(
            Files.readString(Path.of("/proc/self/cgroup")),
            Files.readString(Path.of("/proc/self/mountinfo")));
    assumeThat(cgroups.has(Cgroups.PIDS)).isTrue();
    int top = Slots.MOST - 1;
    Path locks = Files.createTempDirectory("iccm-locks-");
    Slots slots = new Slots(locks, 3 * Slots.ALL_USERS);
    Set<Process> started = new HashSet<>();
    // groups are the machine's: runners that start meanwhile have to see that this one is held
    Slots common = new Slots(Path.of("/run/lock/iccm-warm"), Slots.FIRST_USER);
    try (Slots.Slot held = slots.take(top).orElseThrow();
        Slots.Slot seen = common.take(top).orElseThrow()) {
      assertThat(seen.number()).isEqualTo(held.number());
      Process grouped =
          sleeper("sh", "-c", "echo $$ >\"$0\"; exec \"$@\"", entrance(cgroups, top - 1));
      Process user = sleeper(as(slots.firstUser() + (top - 2) * SandboxPolicy.USERS + 5));
      Process others = sleeper(as(held.user() + 1));
      Process othersGroup =
          sleeper("sh", "-c", "echo $$ >\"$0\"; exec \"$@\"", entrance(cgroups, top));
      Process stranger = sleeper();
      started.addAll(Set.of(grouped, user, others, othersGroup, stranger));
      for (Process p : started) {
        while (!p.info().commandLine().orElse("").contains("sleep 900")) {
          TimeUnit.MILLISECONDS.sleep(20);
        }
      }
      assertThat(cgroups.occupied()).contains(top);
      Leftovers.reap(slots, cgroups, true);
      assertThat(grouped.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(user.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(List.of(others, othersGroup, stranger)).allMatch(Process::isAlive);
    } finally {
      started.forEach(Process::destroyForcibly);
      for (Process p : started) {
        p.waitFor();
      }
      remove(cgroups, top, top - 1, top - 2);
      try (Stream<Path> files = Files.walk(locks)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private static String entrance(Cgroups cgroups, int slot) throws IOException {
    return cgroups.group(slot).entrances().stream()
        .filter(e -> e.contains("pids"))
        .findFirst()
        .orElseGet(
            () -> {
              throw new IllegalStateException("no group of processes");
            });
  }

  private static String[] as(int user) {
    return new String[] {"setpriv", "--reuid", Integer.toString(user), "--clear-groups"};
  }

  private static void remove(Cgroups cgroups, int... slots) throws IOException {
    for (int slot : slots) {
      for (String entrance : cgroups.group(slot).entrances()) {
        Files.deleteIfExists(Path.of(entrance).getParent());
      }
    }
  }
}
