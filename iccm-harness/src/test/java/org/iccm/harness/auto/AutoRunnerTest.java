package org.iccm.harness.auto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.DataOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.iccm.api.application.SourceFile;
import org.iccm.api.error.RunnerException;
import org.iccm.api.plugin.TestRunnerProvider;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.bubblewrap.BubblewrapRunnerProvider;
import org.iccm.harness.docker.DockerRunnerProvider;
import org.iccm.harness.policy.Limit;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.Job;
import org.iccm.harness.sandbox.LanguageRunners;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AutoRunnerTest {
  @TempDir Path empty;

  private static Supplier<LanguageRunners> docker(Optional<String> host) {
    return () ->
        new LanguageRunners(
            new SandboxRunner(DockerRunnerProvider.box(Optional.empty(), host, 1)),
            () -> SandboxRunner.java(DockerRunnerProvider.javaBox(Optional.empty(), host, 1)));
  }

  private static Supplier<LanguageRunners> bubblewrap(String program, Path cache) {
    return () ->
        new LanguageRunners(
            new SandboxRunner(
                BubblewrapRunnerProvider.box(Optional.empty(), program, 1, cache), true),
            () ->
                SandboxRunner.java(
                    BubblewrapRunnerProvider.javaBox(Optional.empty(), program, 1, cache)));
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
      assertThat(runner.card().choice()).contains("took bubblewrap").contains("docker does not");
      var suite =
          runner.prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
      assertThat(runner.run(TestRun.builder(suite, List.of()).build()).outcome())
          .isEqualTo(RunOutcome.CANDIDATE_BROKEN);
      var original = List.of(new SourceFile("jars.py", "def label(jar):\n    return jar\n"));
      var apart = runner.describe(suite, original);
      assertThat(apart.description()).contains("label");
      assertThat(
              runner
                  .run(TestRun.builder(apart, original).isolation(IsolationMode.ISOLATED).build())
                  .isolation())
          .isEqualTo(IsolationMode.ISOLATED);
    }
  }

  /** A real sandbox that owns up to not holding something. */
  private static Supplier<LanguageRunners> open(Limit limit, Set<String> accepted) {
    Box real = BubblewrapRunnerProvider.box(Optional.empty(), "bwrap", 1, cache());
    Box open =
        new Box() {
          @Override
          public String name() {
            return "open";
          }

          @Override
          public int concurrency() {
            return real.concurrency();
          }

          @Override
          public Facts check() {
            Facts f = real.check();
            Map<String, LimitState> limits = new LinkedHashMap<>(f.limits());
            limits.put(limit.key(), LimitState.ABSENT);
            return new Facts(
                limits, f.ownProcessLimit(), f.ownMemoryLimit(), f.byRoot(), f.packages());
          }

          @Override
          public Slot open(Job job, BooleanSupplier cancelled) throws InterruptedException {
            return real.open(job, cancelled);
          }

          @Override
          public void close() {
            real.close();
          }
        };
    return () ->
        new LanguageRunners(
            new SandboxRunner(open).accepting(accepted), () -> SandboxRunner.java(open));
  }

  @Test
  @Tag("sandbox")
  void whatLacksALimitIsPassedOverAndTheCardSaysWhy() {
    try (AutoRunner runner =
        new AutoRunner(List.of(open(Limit.INODES, Set.of()), bubblewrap("bwrap", cache())))) {
      assertThat(runner.card().name()).isEqualTo("bubblewrap");
      assertThat(runner.card().choice())
          .contains("took bubblewrap")
          .contains("open enforces no limit of inodes");
    }
  }

  @Test
  @Tag("sandbox")
  void ifAllLackALimitNoneIsTaken() {
    try (AutoRunner runner =
        new AutoRunner(List.of(open(Limit.INODES, Set.of()), open(Limit.USER, Set.of("inodes"))))) {
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(runner::card)
          .withMessageContaining("no limit of inodes")
          .withMessageContaining("no limit of user");
    }
  }

  @Test
  @Tag("sandbox")
  void whatTheUserAcceptsMayBeAbsent() {
    try (AutoRunner runner = new AutoRunner(List.of(open(Limit.INODES, Set.of("inodes"))))) {
      assertThat(runner.card().refusedLimits()).isEmpty();
      assertThat(runner.card().limits()).containsEntry("inodes", LimitState.ABSENT);
      assertThat(runner.card().choice()).contains("inodes ABSENT").contains("first choice");
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
