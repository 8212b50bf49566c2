package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iccm.api.application.SourceFile;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.unprivileged.NeedsRoot;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of slots while the Java process lives: each is the sandbox's, never a failed test, and the
 * same runner works when the fault is gone.
 */
@Tag("sandbox")
class BubblewrapFaultTest {
  private static final String SLEEPS = "import time\ntime.sleep(600)\n";

  @TempDir Path temp;

  @BeforeEach
  void enter() throws IOException {
    // sandboxes of root run as another user, who has to get here
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private static SandboxRunner runner(String bwrap) {
    return new SandboxRunner(
        BubblewrapRunnerProvider.box(Optional.empty(), bwrap, 1, BubblewrapContractTest.cache()));
  }

  private static TestReport run(SandboxRunner runner, String source, Duration limit) {
    var suite =
        runner.prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
    return runner.run(
        TestRun.builder(suite, List.of(new SourceFile(SampleApplication.PATH, source)))
            .testIds(SampleApplication.testIds())
            .timeLimit(limit)
            .build());
  }

  private static void assertWorks(SandboxRunner runner) {
    TestReport report = run(runner, SampleApplication.SOURCE, Duration.ofSeconds(30));
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(report.passed()).hasSize(SampleApplication.testIds().size());
  }

  private static void assertFault(TestReport report) {
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.INFRASTRUCTURE);
    assertThat(report.results()).allMatch(r -> r.status() == TestStatus.MISSING);
  }

  /** Process ids in the namespaces that a process is in, outermost first; empty if it has ended. */
  private static List<String> numbers(ProcessHandle process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("NSpid:")) {
          return List.of(line.substring("NSpid:".length()).strip().split("\\s+"));
        }
      }
    } catch (IOException e) {
      return List.of();
    }
    return List.of();
  }

  /** A slot's own first process: ours, in the envelope's namespace. */
  private static boolean isFirstOfSlot(ProcessHandle process) {
    List<String> numbers = numbers(process);
    return numbers.size() == 2
        && numbers.get(1).equals("1")
        && process.info().commandLine().orElse("").contains("envelope.py");
  }

  /** A run's own first process, one namespace below. */
  private static boolean isFirstOfRun(ProcessHandle process) {
    List<String> numbers = numbers(process);
    return numbers.size() == 3 && numbers.get(2).equals("1");
  }

  private static boolean isParent(ProcessHandle process) {
    return numbers(process).size() == 2 && !isFirstOfSlot(process) && isForked(process);
  }

  private static boolean isForked(ProcessHandle process) {
    return process.info().commandLine().orElse("").contains("envelope.py")
        && process.parent().map(p -> numbers(p).size() == 2).orElse(false);
  }

  private static List<ProcessHandle> inside(Predicate<ProcessHandle> which) {
    return ProcessHandle.current().descendants().filter(which).toList();
  }

  /** Waits until a candidate runs. */
  private static void awaitRun() throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (inside(p -> numbers(p).size() == 3).size() < 2) {
      assertThat(System.nanoTime()).as("no run begins").isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(20);
    }
    // past collection, so that a report is under way
    TimeUnit.SECONDS.sleep(2);
  }

  private static void signal(String name, ProcessHandle process)
      throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private static CompletableFuture<TestReport> sleeping(SandboxRunner runner, Duration limit) {
    return CompletableFuture.supplyAsync(() -> run(runner, SLEEPS, limit));
  }

  @Test
  @DisplayName("a run's first process killed by somebody")
  void killedRun() throws Exception {
    try (SandboxRunner runner = runner("bwrap")) {
      assertWorks(runner);
      var under = sleeping(runner, Duration.ofSeconds(60));
      awaitRun();
      inside(BubblewrapFaultTest::isFirstOfRun).forEach(ProcessHandle::destroyForcibly);
      assertFault(under.get(60, TimeUnit.SECONDS));
      assertWorks(runner);
    }
  }

  @Test
  @DisplayName("a slot's warm parents killed between runs")
  void killedParent() throws Exception {
    try (SandboxRunner runner = runner("bwrap")) {
      assertWorks(runner);
      List<ProcessHandle> parents = inside(BubblewrapFaultTest::isParent);
      assertThat(parents).isNotEmpty();
      parents.forEach(ProcessHandle::destroyForcibly);
      assertFault(run(runner, SampleApplication.SOURCE, Duration.ofSeconds(30)));
      assertWorks(runner);
    }
  }

  @Test
  @DisplayName("a slot that hangs, stopped in the middle of a run, is given up")
  void hung() throws Exception {
    try (SandboxRunner runner = runner("bwrap").startingWithin(Duration.ofSeconds(15))) {
      assertWorks(runner);
      var under = sleeping(runner, Duration.ofSeconds(4));
      awaitRun();
      List<ProcessHandle> slot = inside(BubblewrapFaultTest::isFirstOfSlot);
      assertThat(slot).hasSize(1);
      signal("STOP", slot.get(0));
      assertFault(under.get(200, TimeUnit.SECONDS));
      assertWorks(runner);
      // whoever has ended and was not asked for yet is in no namespace any more
      assertThat(inside(BubblewrapFaultTest::isFirstOfSlot)).hasSize(1).isNotEqualTo(slot);
    }
  }

  /** Calls bubblewrap; its output goes through a filter while a file is there. */
  private String filtered(String filter) throws IOException {
    Path script = temp.resolve("bwrap");
    Files.writeString(
        script,
        """
        #!/bin/sh
        if [ -e %s ]; then
          # all may have been said before the filter ends: then nobody would notice that it did
          bwrap "$@" | { %s; kill -9 $$; }
        else
          exec bwrap "$@"
        fi
        """
            .formatted(temp.resolve("broken"), filter));
    Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    return script.toString();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "head -c 0",
        "head -c 3",
        "head -c 20",
        "head -c 600",
        "(printf 'GARBAGE that is no frame'; cat)",
        "(printf '\\000\\000\\000\\003r{}'; cat)"
      })
  @DisplayName("a slot's output cut or disturbed")
  void cut(String filter) throws Exception {
    try (SandboxRunner runner = runner(filtered(filter))) {
      assertWorks(runner);
      Files.createFile(temp.resolve("broken"));
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      for (int i = 0; i < 2; i++) {
        assertFault(run(runner, SampleApplication.SOURCE, Duration.ofSeconds(30)));
      }
      Files.delete(temp.resolve("broken"));
      assertWorks(runner);
    }
  }

  @Test
  @DisplayName("the thread that started a slot may end: others go on with the same slot")
  void threads() throws Exception {
    try (SandboxRunner runner = runner("bwrap")) {
      Set<ProcessHandle> first = new HashSet<>();
      for (int i = 0; i < 4; i++) {
        Thread thread = new Thread(() -> assertWorks(runner));
        List<Throwable> thrown = new ArrayList<>();
        thread.setUncaughtExceptionHandler((t, e) -> thrown.add(e));
        thread.start();
        thread.join();
        assertThat(thrown).isEmpty();
        Set<ProcessHandle> slot =
            inside(BubblewrapFaultTest::isFirstOfSlot).stream().collect(Collectors.toSet());
        assertThat(slot).hasSize(1);
        first.addAll(slot);
      }
      assertThat(first).as("one slot for all").hasSize(1);
    }
  }

  private Path mounted;
  private String temporary = "";

  private Path tiny(String options) throws Exception {
    Path place = Files.createDirectory(temp.resolve("tiny"));
    int exit =
        new ProcessBuilder("mount", "-t", "tmpfs", "-o", options, "tmpfs", place.toString())
            .start()
            .waitFor();
    assumeThat(exit).isZero();
    mounted = place;
    temporary = System.setProperty("java.io.tmpdir", place.toString());
    return place;
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted != null) {
      System.setProperty("java.io.tmpdir", temporary);
      new ProcessBuilder("umount", "-l", mounted.toString()).start().waitFor();
    }
  }

  private static Path fillUp(Path place) throws IOException {
    Path file = place.resolve("full");
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      // full
      return file;
    }
  }

  @Test
  @NeedsRoot("only root mounts a small disk")
  @DisplayName("a full disk before the first run is a fault that may pass")
  void fullFromTheBeginning() throws Exception {
    Path place = tiny("size=2m");
    Path full = fillUp(place);
    try (SandboxRunner runner = runner("bwrap")) {
      for (int i = 0; i < 3; i++) {
        assertThatExceptionOfType(RunnerException.class)
            .isThrownBy(() -> assertWorks(runner))
            .matches(RunnerException::retriable)
            .withMessageContaining("space");
      }
      Files.delete(full);
      assertWorks(runner);
      assertThat(runner.card().limits()).isEqualTo(limitsElsewhere());
    }
  }

  private static Object limitsElsewhere() {
    try (SandboxRunner other = runner("bwrap")) {
      return other.card().limits();
    }
  }

  @Test
  @NeedsRoot("only root mounts a small disk")
  @DisplayName("a disk that fills up between slots")
  void fullLater() throws Exception {
    Path place = tiny("size=8m,nr_inodes=400");
    try (SandboxRunner runner = runner("bwrap")) {
      assertWorks(runner);
      inside(BubblewrapFaultTest::isFirstOfSlot).forEach(ProcessHandle::destroyForcibly);
      while (!ProcessHandle.current().children().toList().isEmpty()) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      // else the dead slot's own file makes room for the next one's
      try (Stream<Path> all = Files.walk(place)) {
        for (Path file : all.filter(p -> p.toString().endsWith(".err")).toList()) {
          Files.delete(file);
        }
      }
      List<Path> many = new ArrayList<>();
      try {
        while (true) {
          many.add(Files.createFile(place.resolve("file-" + many.size())));
        }
      } catch (IOException e) {
        assertThat(many).isNotEmpty();
      }
      for (int i = 0; i < 2; i++) {
        TestReport report = run(runner, SampleApplication.SOURCE, Duration.ofSeconds(30));
        assertFault(report);
        assertThat(report.detail()).contains("disk space");
      }
      for (Path file : many) {
        Files.delete(file);
      }
      assertWorks(runner);
    }
  }
}
