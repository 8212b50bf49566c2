package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.iccm.api.Iccm;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.RunnerException;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reward is taken only from a runner that holds, or that its user wants although it does not. */
class AbsentLimitsTest {
  @TempDir Path directory;
  private final ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);

  private static ScriptedTestRunner.Builder runner() {
    return Lab.runner()
        .limits(
            Map.of(
                "memory", LimitState.ABSENT,
                "inodes", LimitState.ABSENT,
                "user", LimitState.PARTIAL,
                "network", LimitState.ENFORCED));
  }

  @Test
  void runnerThatHoldsNothingBackIsRefusedBeforeAnythingRuns() {
    ScriptedTestRunner open = runner().acceptedAbsent(Set.of("inodes", "user")).build();
    try (Iccm iccm = new Lab(directory).open(model, open);
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().build())) {
      assertThatThrownBy(() -> Lab.drain(batch))
          .isInstanceOf(RunnerException.class)
          .hasMessageContaining("'scripted' enforces no limit of memory on")
          .hasMessageContaining("./doctor")
          .hasMessageContaining("accept-absent");
    }
    assertThat(open.runs()).isZero();
    assertThat(model.calls()).isZero();
  }

  @Test
  void whatTheConfigurationAcceptsMayBeAbsent() {
    ScriptedTestRunner open = runner().acceptedAbsent(Set.of("inodes", "memory")).build();
    try (Iccm iccm = new Lab(directory).open(model, open)) {
      assertThat(Lab.finish(iccm, Lab.request().build()).get(0).score(TestGroup.REWARD))
          .hasValue(1);
    }
  }

  @Test
  void sandboxOfASuiteThatHoldsLessThanOthersIsRefusedForIt() {
    TestRunner mixed = new OneOpenSandbox(Lab.runner().build());
    try (Iccm iccm = new Lab(directory).open(b -> b.llm("m", model).runner(mixed));
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().build())) {
      assertThatThrownBy(() -> Lab.drain(batch))
          .isInstanceOf(RunnerException.class)
          .hasMessageContaining("enforces no limit of network on");
    }
    assertThat(model.calls()).isZero();
  }

  /** Its own card is fine; that of what runs the suite is not. */
  private record OneOpenSandbox(ScriptedTestRunner inner) implements TestRunner {
    @Override
    public RunnerCard card() {
      return inner.card();
    }

    @Override
    public RunnerCard card(PreparedSuite suite) {
      return inner.card().toBuilder().limits(Map.of("network", LimitState.ABSENT)).build();
    }

    @Override
    public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
      return inner.prepare(suite, environment);
    }

    @Override
    public TestReport run(TestRun run) {
      return inner.run(run);
    }
  }
}
