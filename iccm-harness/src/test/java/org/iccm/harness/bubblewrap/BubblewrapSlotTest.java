package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iccm.api.application.SourceFile;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SandboxPolicy;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.sandbox.Sandboxed;
import org.iccm.harness.unprivileged.NeedsRoot;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The life of one warm slot: what runs share, what they do not, what ends it. */
@Tag("sandbox")
class BubblewrapSlotTest extends Sandboxed {
  /** More for a long run: {@code -Diccm.soak=1000}. */
  private static final int RUNS = Integer.getInteger("iccm.soak", 60);

  @Override
  protected TestRunner newRunner() {
    return new SandboxRunner(
        BubblewrapRunnerProvider.box(Optional.empty(), "bwrap", 1, BubblewrapContractTest.cache()));
  }

  private TestReport sample() {
    PreparedSuite suite =
        runner().prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
    return runner()
        .run(
            TestRun.builder(
                    suite,
                    List.of(new SourceFile(SampleApplication.PATH, SampleApplication.SOURCE)))
                .timeLimit(Duration.ofSeconds(30))
                .build());
  }

  private static Set<Long> inside() {
    Set<Long> pids = new HashSet<>();
    ProcessHandle.current().descendants().forEach(p -> pids.add(p.pid()));
    return pids;
  }

  @Test
  void nothingOfARunIsThereInTheNext() {
    String body =
        """
        import ctypes, os, sys, time
        libc = ctypes.CDLL(None, use_errno=True)
        left = []
        for place in ("/tmp/mark", "/dev/shm/mark"):
            left += [place] if os.path.exists(place) else []
            open(place, "w").close()
        if libc.shmget(4711, 4096, 0) != -1 or libc.semget(4711, 1, 0) != -1:
            left.append("IPC")
        if libc.shmget(4711, 4096, 0o1666) == -1 or libc.semget(4711, 1, 0o1666) == -1:
            return "no IPC at all"
        others = [p for p in os.listdir("/proc") if p.isdigit() and int(p) not in (1, os.getpid())]
        left += others
        if "app" not in sys.modules or getattr(sys, "mark", None):
            left.append("interpreter")
        sys.mark = True
        for _ in range(3):
            if os.fork() == 0:
                os.setsid()
                time.sleep(1000)
        return "held" if not left else str(left)
        """;
    assertHeld(attack(body));
    Set<Long> before = inside();
    for (int i = 0; i < 3; i++) {
      assertHeld(attack(body));
      assertThat(inside()).isEqualTo(before);
    }
  }

  @Test
  void eachRunHasAnotherUserWhereTheHostGivesSome() {
    Set<String> users = new HashSet<>();
    for (int i = 0; i < 3; i++) {
      users.add(attack("import os\nprint('user', os.getuid())\nreturn 'held'\n").output().strip());
    }
    boolean separate = runner().card().limits().get("user") == LimitState.ENFORCED;
    assertThat(users).hasSize(separate ? 3 : 1).noneMatch(u -> u.equals("user 0"));
  }

  @Test
  void hostileRunEndsTheSlotAndTheNextIsInAFreshOne() {
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
    Set<Long> before = inside();
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(inside()).containsAll(before);
    assertThat(attack("import os\nos._exit(0)\n").outcome()).isEqualTo(RunOutcome.TAMPERED);
    assertThat(inside()).isEmpty();
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(inside()).isNotEmpty().doesNotContainAnyElementsOf(before);
  }

  @Test
  void killedSlotIsAFaultOfTheSandboxAndMadeAnew() throws Exception {
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
    CompletableFuture<TestReport> under =
        CompletableFuture.supplyAsync(() -> attack("import time\ntime.sleep(15)\nreturn ''\n"));
    TimeUnit.SECONDS.sleep(2);
    ProcessHandle.current()
        .descendants()
        .filter(p -> p.info().commandLine().orElse("").contains("envelope.py"))
        .forEach(ProcessHandle::destroyForcibly);
    TestReport report = under.get(20, TimeUnit.SECONDS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.INFRASTRUCTURE);
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
  }

  @Test
  @NeedsRoot("only root makes processes of other users")
  void processesThatASlotsUsersHaveLeftAreKilledByItsNextHolder() throws Exception {
    int first = Slots.FIRST_USER + Slots.ALL_USERS - SandboxPolicy.USERS;
    Process left =
        new ProcessBuilder(
                "setpriv", "--reuid", Integer.toString(first + 3), "--clear-groups", "sleep", "60")
            .start();
    try {
      while (!left.info().commandLine().orElse("").contains("sleep 60")) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      Leftovers.kill(first - SandboxPolicy.USERS);
      assertThat(left.isAlive()).isTrue();
      Leftovers.kill(first);
      assertThat(left.waitFor(10, TimeUnit.SECONDS)).isTrue();
    } finally {
      left.destroyForcibly();
    }
  }

  @Test
  void limitOfProcessorTimeCountsTheWholeTree() {
    long begun = System.nanoTime();
    TestReport report =
        attack(
            """
            import os, time
            for _ in range(4):
                if os.fork() == 0:
                    while True:
                        pass
            time.sleep(60)
            return "five processes used more than two seconds"
            """,
            Duration.ofSeconds(2),
            LIMITS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TIMEOUT);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  @NeedsRoot("a closed process shows its descriptors to root alone")
  void manyRunsLeaveNothing() throws IOException {
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
    List<Double> millis = new ArrayList<>();
    String before = "";
    for (int i = 0; i < RUNS; i++) {
      long begun = System.nanoTime();
      assertThat(sample().passed()).hasSize(SampleApplication.testIds().size());
      millis.add((System.nanoTime() - begun) / 1e6);
      if (i == 10) {
        before = traces();
      }
    }
    String after = traces();
    millis.sort(null);
    System.out.printf(
        Locale.ROOT,
        "%d runs: p50 %.0f ms, p95 %.0f ms%nbefore %s%nafter  %s%n",
        RUNS,
        millis.get(RUNS / 2),
        millis.get(RUNS * 95 / 100),
        before,
        after);
    assertThat(after.replaceFirst("kB.*", "")).isEqualTo(before.replaceFirst("kB.*", ""));
  }

  /** Processes, mounts, files, control groups and descriptors; then memory of those inside. */
  private static String traces() throws IOException {
    long memory = 0;
    for (long pid : inside()) {
      for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
        if (line.startsWith("Pss:")) {
          memory += Long.parseLong(line.replaceAll("\\D", ""));
        }
      }
    }
    // others may mount what they like: containers, say
    long mounts =
        Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
            .filter(line -> line.contains("iccm-sandbox-") || line.contains("iccm-warm"))
            .count();
    Path host = Files.readSymbolicLink(Path.of("/proc/self/ns/mnt"));
    for (long pid : inside()) {
      // what watches over bubblewrap is outside
      if (!Files.readSymbolicLink(Path.of("/proc/" + pid + "/ns/mnt")).equals(host)) {
        mounts += Files.readAllLines(Path.of("/proc/" + pid + "/mountinfo")).size();
      }
    }
    return "processes %d mounts %d files %d groups %d descriptors %d kB %d"
        .formatted(
            inside().size(),
            mounts,
            count(
                Path.of(System.getProperty("java.io.tmpdir")),
                "iccm-sandbox-" + ProcessHandle.current().pid() + "-"),
            groups(),
            descriptors(),
            memory);
  }

  private static long count(Path directory, String prefix) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.filter(p -> p.getFileName().toString().startsWith(prefix)).count();
    }
  }

  private static long groups() throws IOException {
    Path memory = Path.of("/sys/fs/cgroup/memory");
    if (!Files.isDirectory(memory)) {
      return 0;
    }
    try (Stream<Path> all =
        Files.find(memory, 5, (p, a) -> a.isDirectory() && p.toString().contains("iccm-warm-"))) {
      return all.count();
    }
  }

  private static long descriptors() throws IOException {
    long total = 0;
    for (long pid : inside()) {
      try (Stream<Path> fds = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        total += fds.count();
      }
    }
    return total;
  }
}
