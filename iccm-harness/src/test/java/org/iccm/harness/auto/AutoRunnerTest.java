package org.iccm.harness.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.iccm.api.error.RunnerException;
import org.iccm.api.plugin.TestRunnerProvider;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.bubblewrap.BubblewrapRunnerProvider;
import org.iccm.harness.docker.DockerRunnerProvider;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoRunnerTest {
  @TempDir Path empty;

  private static Supplier<SandboxRunner> docker(Optional<String> host) {
    return () -> new SandboxRunner(DockerRunnerProvider.box(Optional.empty(), host, 1));
  }

  private static Supplier<SandboxRunner> bubblewrap(String program, Path cache) {
    return () ->
        new SandboxRunner(BubblewrapRunnerProvider.box(Optional.empty(), program, 1, cache));
  }

  private static Path cache() {
    return Path.of(
        Optional.ofNullable(System.getenv("ICCM_CACHE"))
            .orElse(System.getProperty("user.home") + "/.cache/iccm"));
  }

  private static final Optional<String> NO_DAEMON = Optional.of("tcp://127.0.0.1:1");

  @Test
  void providersAreFoundByName() {
    assertThat(ServiceLoader.load(TestRunnerProvider.class))
        .extracting(TestRunnerProvider::name)
        .contains("auto", "bubblewrap", "docker");
  }

  @Test
  void withoutAnySandboxItRefusesAndSaysWhatToInstall() {
    try (AutoRunner runner =
        new AutoRunner(List.of(docker(NO_DAEMON), bubblewrap("no-such-bwrap", empty)))) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(runner::card)
          .withMessageContaining("never runs without one")
          .withMessageContaining("start the Docker daemon")
          .withMessageContaining("install bubblewrap");
    }
  }

  @Test
  void closedMeansClosed() {
    AutoRunner runner = new AutoRunner(List.of(bubblewrap("no-such-bwrap", empty)));
    runner.close();
    runner.close();
    assertThatIllegalStateException().isThrownBy(runner::card);
  }

  @Test
  @Tag("sandbox")
  void withoutDockerItTakesBubblewrap() {
    try (AutoRunner runner =
        new AutoRunner(List.of(docker(NO_DAEMON), bubblewrap("bwrap", cache())))) {
      assertThat(runner.card().name()).isEqualTo("bubblewrap");
      var suite =
          runner.prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
      assertThat(runner.run(TestRun.builder(suite, List.of()).build()).outcome())
          .isEqualTo(RunOutcome.CANDIDATE_BROKEN);
    }
  }

  @Test
  @Tag("sandbox")
  void aProbeThatFailsCountsAsNone() throws Exception {
    // bubblewrap itself starts, but confines nothing
    Files.setPosixFilePermissions(empty, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path fake = empty.resolve("fake-bwrap");
    Path frames = empty.resolve("frames");
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(frames))) {
      String answer = "rp {\"uid\": 0, \"network\": [\"eth0\"], \"writesTemporary\": true}\n";
      for (String frame : List.of(answer, "E{\"clean\": true}")) {
        out.writeInt(frame.length());
        out.writeBytes(frame);
      }
    }
    Files.setPosixFilePermissions(frames, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(
        fake,
        "#!/bin/sh\n[ \"$1\" = --help ] && { echo --disable-userns; exit 0; }\n"
            // when it has been asked
            + "sleep 1; cat '"
            + frames
            + "'; cat >/dev/null\n");
    Files.setPosixFilePermissions(fake, PosixFilePermissions.fromString("rwxr-xr-x"));
    try (AutoRunner runner = new AutoRunner(List.of(bubblewrap(fake.toString(), cache())))) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(runner::card)
          .withMessageContaining("does not confine")
          .withMessageContaining("code runs as root")
          .withMessageContaining("eth0");
    }
  }

  @Test
  @Tag("docker")
  void dockerComesFirst() {
    try (AutoRunner runner =
        new AutoRunner(List.of(docker(Optional.empty()), bubblewrap("bwrap", cache())))) {
      assertThat(runner.card().name()).isEqualTo("docker");
    }
  }
}
