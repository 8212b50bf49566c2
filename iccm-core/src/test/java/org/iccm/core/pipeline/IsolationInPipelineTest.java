package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.Iccm;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IsolationInPipelineTest {
  @TempDir Path directory;
  private Lab lab;
  private final ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);

  @BeforeEach
  void makeLab() {
    lab = new Lab(directory);
  }

  /** Counts descriptions. */
  private static final class Describing implements TestRunner {
    private final ScriptedTestRunner scripted;
    private final AtomicInteger descriptions = new AtomicInteger();

    Describing(ScriptedTestRunner scripted) {
      this.scripted = scripted;
    }

    @Override
    public RunnerCard card() {
      return scripted.card();
    }

    @Override
    public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
      return scripted.prepare(suite, environment);
    }

    @Override
    public PreparedSuite describe(PreparedSuite suite, List<SourceFile> original) {
      descriptions.incrementAndGet();
      return PreparedSuite.builder(suite.suite(), suite.environment(), suite.environmentDigest())
          .description("described")
          .build();
    }

    @Override
    public TestReport run(TestRun run) {
      assertThat(run.suite().description())
          .isEqualTo(run.isolation() == IsolationMode.ISOLATED ? "described" : "");
      return scripted.run(run);
    }

    @Override
    public void close() {
      scripted.close();
    }
  }

  private static Describing runner(IsolationMode first, IsolationMode... rest) {
    return new Describing(Lab.runner().isolationModes(EnumSet.of(first, rest)).build());
  }

  private Rollout only(TestRunner runner) {
    try (Iccm iccm = lab.open(b -> b.llm("m", model).runner(runner))) {
      return Lab.finish(iccm, Lab.request().build()).get(0);
    }
  }

  @Test
  void theOriginalIsDescribedOnceWhenItsInventoryIsMeasuredAndOnceWhenThatIsKnown() {
    Describing first = runner(IsolationMode.IN_PROCESS, IsolationMode.ISOLATED);
    only(first);
    assertThat(first.descriptions).hasValue(1);
    Describing second = runner(IsolationMode.IN_PROCESS, IsolationMode.ISOLATED);
    only(second);
    assertThat(second.descriptions).hasValue(1);
    assertThat(second.scripted.requests()).isEmpty();
  }

  @Test
  void aRunInOneModeIsNoAnswerForTheOther() {
    Rollout apart = only(runner(IsolationMode.ISOLATED));
    Describing together = runner(IsolationMode.IN_PROCESS);
    Rollout other = only(together);
    assertThat(apart.runKey()).isPresent().isNotEqualTo(other.runKey());
    assertThat(together.scripted.requests())
        .anyMatch(run -> !run.testIds().isEmpty())
        .allMatch(run -> run.isolation() == IsolationMode.IN_PROCESS);
    assertThat(together.descriptions).hasValue(0);
  }
}
