package org.iccm.harness.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.bubblewrap.BubblewrapRunnerProvider;
import org.iccm.harness.docker.EngineFacts;
import org.iccm.harness.policy.Limit;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** This host, by real runs. */
class DoctorTest {
  private static final EngineFacts NO_ENGINE =
      new EngineFacts("", "not asked", "", "", "", false, "", "", false, false);

  private static Path cache() {
    return Path.of(
        Optional.ofNullable(System.getenv("ICCM_CACHE"))
            .orElse(System.getProperty("user.home") + "/.cache/iccm"));
  }

  private static Diagnosis diagnose(String name, Supplier<TestRunner> runner) throws IOException {
    return new Doctor(new ThisHost(), "bwrap", () -> NO_ENGINE, Map.of(name, runner)).diagnose();
  }

  /** A runner that does not know what it lacks. */
  private record Boaster(SandboxRunner real) implements TestRunner {
    @Override
    public RunnerCard card() {
      return real.card().toBuilder().limits(Limit.card(Map.of())).build();
    }

    @Override
    public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
      return real.prepare(suite, environment);
    }

    @Override
    public TestReport run(TestRun run) {
      return real.run(run);
    }

    @Override
    public void close() {
      real.close();
    }
  }

  @Test
  @Tag("sandbox")
  void cardOfThisHostIsTrue() throws IOException {
    Diagnosis diagnosis =
        diagnose(
            "bubblewrap",
            () ->
                new SandboxRunner(
                    BubblewrapRunnerProvider.box(Optional.empty(), "bwrap", 1, cache())));
    assertThat(diagnosis.overstated()).as(diagnosis.text()).isEmpty();
    assertThat(diagnosis.usable()).isTrue();
    assertThat(diagnosis.auto()).isEqualTo("takes bubblewrap");
    RunnerDiagnosis runner = diagnosis.runners().get(0);
    assertThat(runner.limits()).hasSize(Limit.values().length);
    assertThat(runner.limits())
        .allSatisfy(l -> assertThat(l.probes()).as(l.limit().key()).isNotEmpty());
    assertThat(runner.readBack()).containsKeys("CapEff", "Seccomp", "uid_map", "open files");
    JsonNode json = new ObjectMapper().readTree(diagnosis.json());
    assertThat(json.path("runners").path(0).path("limits")).hasSize(Limit.values().length);
    assertThat(json.path("host").path("kind").asText()).isEqualTo("LINUX");
  }

  @Test
  @Tag("sandbox")
  void cardThatClaimsMoreThanHoldsIsFoundOut() throws IOException {
    Set<Safeguard> off = Set.of(Safeguard.NETWORK, Safeguard.CALLS, Safeguard.OPEN_FILES);
    Diagnosis diagnosis =
        diagnose(
            "bubblewrap",
            () ->
                new Boaster(
                    new SandboxRunner(BubblewrapRunnerProvider.without(cache(), off), false, off)));
    assertThat(diagnosis.overstated())
        .as(diagnosis.text())
        .contains("bubblewrap: network", "bubblewrap: system-calls", "bubblewrap: open-files")
        .doesNotContain(
            "bubblewrap: wall-clock",
            "bubblewrap: output",
            "bubblewrap: inodes",
            "bubblewrap: shared-memory");
    assertThat(diagnosis.usable()).isFalse();
    assertThat(diagnosis.text()).contains("FAILED").contains("a port of the host");
  }

  @Test
  void whatIsNotFullyHeldIsMeasuredSo() {
    ProbeResult held = new ProbeResult(Limit.DISK, "a", "a", true, "");
    ProbeResult through = new ProbeResult(Limit.DISK, "b", "b", false, "wrote 9 MiB");
    LimitDiagnosis some =
        new LimitDiagnosis(Limit.DISK, LimitState.PARTIAL, List.of(held, through), "do something");
    assertThat(some.measured()).isEqualTo(LimitState.PARTIAL);
    assertThat(some.overstated()).isFalse();
    LimitDiagnosis none = new LimitDiagnosis(Limit.DISK, LimitState.PARTIAL, List.of(through), "");
    assertThat(none.measured()).isEqualTo(LimitState.ABSENT);
    assertThat(none.overstated()).isTrue();
  }
}
