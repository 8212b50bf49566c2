package org.iccm.harness.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Container;
import java.nio.file.Path;
import java.time.Duration;
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

  private static List<Container> ours(DockerClient client, long pid) {
    return client
        .listContainersCmd()
        .withShowAll(true)
        .withLabelFilter(Map.of(Owner.LABEL, "1", Owner.LABEL + ".process", Long.toString(pid)))
        .exec();
  }

  private static void awaitContainer(DockerClient client, long pid) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (ours(client, pid).stream().noneMatch(c -> "running".equals(c.getState()))) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      TimeUnit.MILLISECONDS.sleep(100);
    }
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
          .withMessageContaining("provision.sh");
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
      awaitContainer(direct.commands(), me);
      daemon.cut();
      TestReport lost = report.get(60, TimeUnit.SECONDS);
      assertThat(lost.outcome()).as(lost.toString()).isEqualTo(RunOutcome.INFRASTRUCTURE);
      assertThat(lost.detail()).isNotBlank();
      TestReport later = runner.run(endless(suite, "later"));
      assertThat(later.outcome()).isEqualTo(RunOutcome.INFRASTRUCTURE);
      assertThat(later.detail()).contains("127.0.0.1");
      for (Container container : ours(direct.commands(), me)) {
        assertThat(DockerRun.remove(direct, container.getId())).isTrue();
      }
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
      assertThat(ours(direct.commands(), me)).isEmpty();
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
  void containersOfAKilledJavaAreSweptByTheNext() throws Exception {
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
      awaitContainer(direct.commands(), java.pid());
      TimeUnit.SECONDS.sleep(1);
      java.destroyForcibly().waitFor();
      try (SandboxRunner next = runner(image(), Optional.empty())) {
        next.check();
      }
      assertThat(ours(direct.commands(), java.pid())).isEmpty();
    } finally {
      java.destroyForcibly();
    }
  }
}
