package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iccm.api.application.SourceFile;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The host seen from the sandbox's side: what is missing, what is left. */
@Tag("sandbox")
class BubblewrapHostTest {
  @TempDir Path cache;

  @BeforeEach
  void enter() throws IOException {
    // sandboxes of root run as another user, who has to get here
    Files.setPosixFilePermissions(cache, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private SandboxRunner runner(Optional<Path> rootfs, String bwrap) {
    return new SandboxRunner(BubblewrapRunnerProvider.box(rootfs, bwrap, 1, cache));
  }

  private static TestReport runSample(SandboxRunner runner) {
    var suite =
        runner.prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
    var files = List.of(new SourceFile(SampleApplication.PATH, SampleApplication.SOURCE));
    return runner.run(TestRun.builder(suite, files).timeLimit(Duration.ofSeconds(30)).build());
  }

  @Test
  void hostsOwnPythonServesWithPytestFromTheCache() throws Exception {
    Path rootfs = BubblewrapContractTest.cache().resolve("rootfs/iccm-python").toRealPath();
    Path packages = rootfs.resolve("usr/lib/python3/dist-packages");
    assumeThat(packages).isDirectory();
    Process copy =
        new ProcessBuilder("cp", "-rL", packages.toString(), cache.resolve("pytest").toString())
            .inheritIO()
            .start();
    assertThat(copy.waitFor(60, TimeUnit.SECONDS)).isTrue();
    try (SandboxRunner runner = runner(Optional.empty(), "bwrap")) {
      TestReport report = runSample(runner);
      assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
      assertThat(report.passed()).hasSize(SampleApplication.testIds().size());
      assertThat(runner.card().limits()).containsEntry("host-files", LimitState.PARTIAL);
    }
  }

  @Test
  void missingBubblewrapSaysWhatToInstall() {
    try (SandboxRunner runner = runner(Optional.empty(), "no-such-bwrap")) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> runSample(runner))
          .withMessageContaining("no-such-bwrap")
          .withMessageContaining("install bubblewrap");
    }
  }

  @Test
  void missingRootFilesystemIsNamed() {
    Path nowhere = cache.resolve("nowhere");
    try (SandboxRunner runner = runner(Optional.of(nowhere), "bwrap")) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> runSample(runner))
          .withMessageContaining(nowhere.toString())
          .withMessageContaining("provision.sh");
    }
  }

  @Test
  void rootFilesystemWithoutPythonIsNamed() throws IOException {
    Path empty = cache.resolve("empty");
    for (String name : List.of("work", "tmp", "proc", "dev")) {
      Files.createDirectories(empty.resolve(name));
    }
    try (SandboxRunner runner = runner(Optional.of(empty), "bwrap")) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> runSample(runner))
          .withMessageContaining("no python3");
    }
  }

  @Test
  void packagesThatAreNotThereAreNamed() {
    try (SandboxRunner runner =
        new SandboxRunner(
            BubblewrapRunnerProvider.box(
                Optional.empty(), "bwrap", 1, BubblewrapContractTest.cache()))) {
      var suite =
          SampleApplication.suite().toBuilder()
              .dependencies(List.of("attrs>=20", "left-pad==1.0"))
              .build();
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> runner.prepare(suite, EnvironmentSpec.builder("python").build()))
          .withMessageContaining("lacks left-pad==1.0")
          .withMessageContaining("image");
    }
  }

  @Test
  void closeLeavesNoFilesAndNoProcesses() throws Exception {
    List<Path> before = inputs();
    try (SandboxRunner runner =
        new SandboxRunner(
            BubblewrapRunnerProvider.box(
                Optional.empty(), "bwrap", 2, BubblewrapContractTest.cache()))) {
      assertThat(runSample(runner).outcome()).isEqualTo(RunOutcome.COMPLETED);
      assertThat(inputs()).hasSize(before.size() + 1);
    }
    assertThat(inputs()).isEqualTo(before);
    assertThat(ProcessHandle.current().children().filter(ProcessHandle::isAlive)).isEmpty();
  }

  private static List<Path> inputs() throws IOException {
    return inputs(ProcessHandle.current().pid());
  }

  private static List<Path> inputs(long pid) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    String mine = "iccm-sandbox-" + pid + "-";
    try (Stream<Path> files = Files.list(temporary)) {
      return files.filter(p -> p.getFileName().toString().startsWith(mine)).sorted().toList();
    }
  }

  /** Runs a candidate that never ends, in a process to be killed. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) {
      try (SandboxRunner runner =
          new SandboxRunner(
              BubblewrapRunnerProvider.box(
                  Optional.empty(), "bwrap", 1, BubblewrapContractTest.cache()))) {
        var suite =
            runner.prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
        System.out.println("prepared");
        String source = "import time\nwhile True: time.sleep(1)  # " + args[0] + "\n";
        runner.run(
            TestRun.builder(suite, List.of(new SourceFile(SampleApplication.PATH, source)))
                .timeLimit(Duration.ofMinutes(10))
                .build());
      }
    }
  }

  @Test
  void killedJavaLeavesNoSandboxBehind() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Endless.class.getName(),
                cache.getFileName().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(java.inputReader().readLine()).isEqualTo("prepared");
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
      while (java.descendants().noneMatch(BubblewrapHostTest::isDriver)) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        TimeUnit.MILLISECONDS.sleep(50);
      }
      List<ProcessHandle> inside = java.descendants().toList();
      assertThat(inside).hasSizeGreaterThanOrEqualTo(2);
      java.destroyForcibly().waitFor();
      TimeUnit.SECONDS.sleep(1);
      assertThat(inside).noneMatch(BubblewrapHostTest::runs);
    } finally {
      java.destroyForcibly();
    }
    assertThat(inputs(java.pid())).hasSize(1);
    // the next runner removes its files
    try (SandboxRunner next =
        new SandboxRunner(
            BubblewrapRunnerProvider.box(
                Optional.empty(), "bwrap", 1, BubblewrapContractTest.cache()))) {
      next.check();
    }
    assertThat(inputs(java.pid())).isEmpty();
  }

  /** A zombie that nobody has asked for yet has no command line any more. */
  private static boolean runs(ProcessHandle p) {
    try {
      return !Files.readString(Path.of("/proc/" + p.pid() + "/cmdline")).isEmpty();
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isDriver(ProcessHandle p) {
    return p.info().commandLine().orElse("").contains("envelope.py")
        && p.parent().flatMap(x -> x.info().commandLine()).orElse("").contains("bwrap");
  }
}
