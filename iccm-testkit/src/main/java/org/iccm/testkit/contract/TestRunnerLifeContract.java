package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.error.CancelledException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.sample.SampleApplication;
import org.iccm.testkit.threads.IccmThreads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * How a {@link TestRunner} is made, described, shared, interrupted and ended: the part of {@link
 * TestRunnerContract} that asks nothing of candidates. Extend that one.
 *
 * @since 0.1.0
 */
public abstract class TestRunnerLifeContract {
  TestRunnerLifeContract() {}

  /**
   * A runner that can run Python suites.
   *
   * @return a new one; the contract closes it
   */
  protected abstract TestRunner newRunner();

  /**
   * How long one small run may take, its sandbox's start included.
   *
   * @return a minute
   */
  protected Duration patience() {
    return Duration.ofMinutes(1);
  }

  /**
   * How long a run takes to be surely under way.
   *
   * @return two seconds
   */
  protected Duration settle() {
    return Duration.ofSeconds(2);
  }

  static EnvironmentSpec environment() {
    return EnvironmentSpec.builder("python").build();
  }

  static PreparedSuite prepare(TestRunner runner) {
    return runner.prepare(SampleApplication.suite(), environment());
  }

  static TestRun.Builder sampleRun(TestRunner runner, List<SourceFile> candidate) {
    return TestRun.builder(prepare(runner), candidate).timeLimit(Duration.ofSeconds(30));
  }

  TestReport run(TestRunner runner, TestRun run) throws InterruptedException {
    return Background.start(() -> runner.run(run))
        .within(run.timeLimit().plus(patience()), "a run")
        .value();
  }

  TestReport judge(List<SourceFile> candidate) throws InterruptedException {
    try (TestRunner runner = newRunner()) {
      return run(runner, sampleRun(runner, candidate).testIds(SampleApplication.testIds()).build());
    }
  }

  static Map<TestId, TestStatus> statuses(TestReport report) {
    return report.results().stream().collect(Collectors.toMap(TestResult::id, TestResult::status));
  }

  static List<TestId> idsOf(TestReport report) {
    return report.results().stream().map(TestResult::id).sorted().toList();
  }

  static void assertAllPassed(TestReport report) {
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(idsOf(report)).isEqualTo(SampleApplication.testIds());
    assertThat(statuses(report).values()).containsOnly(TestStatus.PASSED);
  }

  /** Its card. */
  @Nested
  @DisplayName("describes itself")
  class Card {
    @Test
    @DisplayName("with name, fingerprint, concurrency, limits and isolation, always the same")
    void completely() {
      try (TestRunner runner = newRunner();
          TestRunner another = newRunner()) {
        RunnerCard card = runner.card();
        assertThat(card.name()).isNotBlank();
        assertThat(card.fingerprint()).isNotBlank();
        assertThat(card.concurrency()).isPositive();
        assertThat(card.limits()).isNotEmpty();
        assertThat(card.isolationModes()).isNotEmpty();
        assertThat(another.card().fingerprint()).isEqualTo(card.fingerprint());
      }
    }
  }

  /** Its preparation. */
  @Nested
  @DisplayName("prepares a suite")
  class Preparation {
    @Test
    @DisplayName("and keeps it as it was, with a digest of what it runs in")
    void keepsSuite() {
      try (TestRunner runner = newRunner()) {
        PreparedSuite prepared = prepare(runner);
        assertThat(prepared.suite()).isEqualTo(SampleApplication.suite());
        assertThat(prepared.environment()).isEqualTo(environment());
        assertThat(prepared.environmentDigest()).isNotBlank();
      }
    }

    @Test
    @DisplayName("again, with the same result, in another instance too")
    void again() {
      try (TestRunner runner = newRunner();
          TestRunner another = newRunner()) {
        assertThat(prepare(runner)).isEqualTo(prepare(runner)).isEqualTo(prepare(another));
      }
    }
  }

  /** Its isolation. */
  @Nested
  @DisplayName("keeps candidate and tests as far apart as it is told:")
  class Isolation {
    @Test
    @DisplayName("runs in each mode of its card, and refuses the others by name")
    void modes() throws InterruptedException {
      try (TestRunner runner = newRunner()) {
        for (IsolationMode mode : IsolationMode.values()) {
          PreparedSuite suite = prepare(runner);
          if (mode == IsolationMode.ISOLATED && runner.card().isolationModes().contains(mode)) {
            suite = runner.describe(suite, Candidates.ORIGINAL);
            assertThat(suite.suite()).isEqualTo(SampleApplication.suite());
          }
          TestRun run =
              TestRun.builder(suite, Candidates.ORIGINAL)
                  .timeLimit(Duration.ofSeconds(30))
                  .isolation(mode)
                  .build();
          if (runner.card().isolationModes().contains(mode)) {
            TestReport report = run(runner, run);
            assertAllPassed(report);
            assertThat(report.isolation()).isEqualTo(mode);
          } else {
            assertThatThrownBy(() -> runner.run(run))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining(mode.name());
          }
        }
      }
    }
  }

  /** Its concurrency. */
  @Test
  @DisplayName("runs several at once and gives each its own report")
  void severalAtOnce() throws InterruptedException {
    try (TestRunner runner = newRunner()) {
      List<Background<TestReport>> good = new ArrayList<>();
      List<Background<TestReport>> bad = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        TestRun right = sampleRun(runner, Candidates.ORIGINAL).build();
        TestRun wrong = sampleRun(runner, Candidates.PARTLY_WRONG).build();
        good.add(Background.start(() -> runner.run(right)));
        bad.add(Background.start(() -> runner.run(wrong)));
      }
      Duration limit = patience().multipliedBy(2);
      for (Background<TestReport> call : good) {
        assertAllPassed(call.within(limit, "one of several runs").value());
      }
      for (Background<TestReport> call : bad) {
        assertThat(call.within(limit, "one of several runs").value().passed())
            .hasSize(SampleApplication.testIds().size() - 2);
      }
    }
  }

  /** Its interrupts and end. */
  @Nested
  @DisplayName("ends a run")
  class Ending {
    @Test
    @DisplayName("that is interrupted within a second, with CancelledException, and keeps the flag")
    void interrupted() throws InterruptedException {
      try (TestRunner runner = newRunner()) {
        TestRun run = sampleRun(runner, Candidates.BUSY).build();
        Background<TestReport> call = Background.startLasting(() -> runner.run(run), settle());
        call.interrupt();
        call.within(Background.A_SECOND, "an interrupted run");
        assertThat(call.error()).isInstanceOf(CancelledException.class);
        assertThat(call.flagKept()).as("interrupt flag kept").isTrue();
        assertAllPassed(run(runner, sampleRun(runner, Candidates.ORIGINAL).build()));
      }
    }

    @Test
    @DisplayName("in flight when it is closed, with CancelledException")
    void closed() throws InterruptedException {
      try (TestRunner runner = newRunner()) {
        TestRun run = sampleRun(runner, Candidates.BUSY).build();
        Background<TestReport> call = Background.startLasting(() -> runner.run(run), settle());
        runner.close();
        call.within(Background.A_SECOND, "a run of a closed runner");
        assertThat(call.error()).isInstanceOf(CancelledException.class);
      }
    }
  }

  /** Its end. */
  @Nested
  @DisplayName("when closed")
  class Closing {
    @Test
    @DisplayName("refuses later runs with IllegalStateException")
    void refuses() {
      TestRunner runner = newRunner();
      TestRun run = sampleRun(runner, Candidates.ORIGINAL).build();
      runner.close();
      assertThatThrownBy(() -> runner.run(run)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @DisplayName("twice, does nothing more, and leaves no thread of its own")
    void twice() throws InterruptedException {
      IccmThreads threads = IccmThreads.now();
      TestRunner runner = newRunner();
      run(runner, sampleRun(runner, Candidates.ORIGINAL).build());
      runner.close();
      runner.close();
      threads.assertNoneAdded(Duration.ofSeconds(5));
    }
  }
}
