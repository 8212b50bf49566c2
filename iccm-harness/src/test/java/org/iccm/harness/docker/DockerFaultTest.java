package org.iccm.harness.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a daemon can do to us; never the candidate's fault. */
@Tag("docker")
class DockerFaultTest {
  private static SandboxRunner runner(String image, Optional<String> host) {
    return new SandboxRunner(DockerRunnerProvider.box(Optional.of(image), host, 2));
  }

  private static String image() {
    return Optional.ofNullable(System.getenv("ICCM_SANDBOX_IMAGE"))
        .orElse(DockerRunnerProvider.DEFAULT_IMAGE);
  }

  private static PreparedSuite prepare(SandboxRunner runner) {
    return runner.prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
  }

  private static TestRun endless(PreparedSuite suite, String mark) {
    String source = "import time\nwhile True: time.sleep(1)  # " + mark + "\n";
    return TestRun.builder(suite, List.of(new SourceFile(SampleApplication.PATH, source)))
        .timeLimit(Duration.ofMinutes(5))
        .build();
  }

  @Test
  void noDaemonSaysWhatToDo() {
    try (SandboxRunner runner = runner(image(), Optional.of("tcp://127.0.0.1:1"))) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> prepare(runner))
          .withMessageContaining("tcp://127.0.0.1:1")
          .withMessageContaining("start the Docker daemon");
    }
  }

  @Test
  void anAddressThatIsNoneIsNamed() {
    try (SandboxRunner runner = runner(image(), Optional.of("nonsense://x"))) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> prepare(runner))
          .withMessageContaining("nonsense");
    }
  }

  @Test
  void noImageSaysHowToGetOne() {
    try (SandboxRunner runner = runner("iccm-no-such-image:1", Optional.empty())) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> prepare(runner))
          .withMessageContaining("iccm-no-such-image:1")
          .withMessageContaining("provision.sh sandbox-image");
    }
    Optional<String> none = Optional.of("iccm-no-such-image:1");
    try (SandboxRunner runner =
        SandboxRunner.java(DockerRunnerProvider.javaBox(none, Optional.empty(), 1))) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(runner::check)
          .withMessageContaining("provision.sh java-image");
    }
  }

  @Test
  void daemonLostInTheMiddleIsInfrastructure() throws Exception {
    long me = ProcessHandle.current().pid();
    try (Daemon direct = new Daemon(Optional.empty());
        CuttableDaemon daemon = new CuttableDaemon();
        SandboxRunner runner = runner(image(), Optional.of(daemon.address()))) {
      PreparedSuite suite = prepare(runner);
      CompletableFuture<TestReport> report =
          CompletableFuture.supplyAsync(() -> runner.run(endless(suite, "lost")));
      new OurContainers(direct, me).awaitSettled();
      daemon.cut();
      TestReport lost = report.get(60, TimeUnit.SECONDS);
      assertThat(lost.outcome()).as(lost.toString()).isEqualTo(RunOutcome.INFRASTRUCTURE);
      assertThat(lost.detail()).isNotBlank();
      TestReport later = runner.run(endless(suite, "later"));
      assertThat(later.outcome()).isEqualTo(RunOutcome.INFRASTRUCTURE);
      assertThat(later.detail()).contains("127.0.0.1");
      // its end of the connection is gone as well, so the container ends by itself
      new OurContainers(direct, me).awaitNone();
    }
  }

  @Test
  void closeLeavesNoContainerAndNoVolume() throws Exception {
    long me = ProcessHandle.current().pid();
    try (Daemon direct = new Daemon(Optional.empty())) {
      int volumes = direct.commands().listVolumesCmd().exec().getVolumes().size();
      try (SandboxRunner runner = runner(image(), Optional.empty())) {
        TestRun run =
            TestRun.builder(
                    prepare(runner),
                    List.of(new SourceFile(SampleApplication.PATH, SampleApplication.SOURCE)))
                .build();
        assertThat(runner.run(run).outcome()).isEqualTo(RunOutcome.COMPLETED);
      }
      assertThat(new OurContainers(direct, me).all()).isEmpty();
      assertThat(direct.commands().listVolumesCmd().exec().getVolumes())
          .hasSizeLessThanOrEqualTo(volumes);
    }
  }

  /** Runs a candidate that never ends, in a process to be killed. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) {
      try (SandboxRunner runner = runner(image(), Optional.empty())) {
        runner.run(endless(prepare(runner), args[0]));
      }
    }
  }

  @Test
  void containersOfAKilledJavaEndByThemselves() throws Exception {
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty(
                    "surefire.test.class.path", System.getProperty("java.class.path")),
                Endless.class.getName(),
                "killed")
            .inheritIO()
            .start();
    try (Daemon direct = new Daemon(Optional.empty())) {
      OurContainers theirs = new OurContainers(direct, java.pid());
      theirs.awaitOne();
      TimeUnit.SECONDS.sleep(1);
      java.destroyForcibly().waitFor();
      theirs.awaitNone();
    } finally {
      java.destroyForcibly();
    }
  }

  @Test
  void whatAKilledJavaLeftEvenSoIsSweptByTheNext() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    Map<String, String> labels = new HashMap<>(new Owner().labels());
    labels.put(Owner.LABEL + ".process", Long.toString(gone.pid()));
    try (Daemon direct = new Daemon(Optional.empty())) {
      String left = direct.commands().createContainerCmd(image()).withLabels(labels).exec().getId();
      String volume = "iccm-left-" + gone.pid();
      direct.commands().createVolumeCmd().withName(volume).withLabels(labels).exec();
      OurContainers theirs = new OurContainers(direct, gone.pid());
      assertThat(theirs.ids()).containsExactly(left);
      try (SandboxRunner next = runner(image(), Optional.empty())) {
        next.check();
      }
      assertThat(theirs.all()).isEmpty();
      assertThat(direct.commands().listVolumesCmd().exec().getVolumes())
          .noneMatch(v -> v.getName().equals(volume));
    }
  }

  @Test
  void aDaemonThatHangsIsInfrastructure() throws Exception {
    long me = ProcessHandle.current().pid();
    try (Daemon direct = new Daemon(Optional.empty());
        CuttableDaemon daemon = new CuttableDaemon();
        // gives up after what it asks the daemon for meanwhile has been given up, too
        SandboxRunner runner = runner(image(), Optional.of(daemon.address()))) {
      PreparedSuite suite = prepare(runner);
      TestRun run =
          TestRun.builder(endless(suite, "hangs").suite(), endless(suite, "hangs").files())
              .timeLimit(Duration.ofSeconds(8))
              .build();
      CompletableFuture<TestReport> report = CompletableFuture.supplyAsync(() -> runner.run(run));
      // one that the daemon makes while it hangs has no name that we know
      new OurContainers(direct, me).awaitSettled();
      daemon.hold();
      TestReport lost = report.get(150, TimeUnit.SECONDS);
      assertThat(lost.outcome()).as(lost.toString()).isEqualTo(RunOutcome.INFRASTRUCTURE);
      daemon.cut();
      new OurContainers(direct, me).awaitNone();
    }
  }
}
