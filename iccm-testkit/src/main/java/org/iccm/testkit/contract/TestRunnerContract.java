package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * What every {@link org.iccm.api.testing.TestRunner} for Python has to do, with small real suites.
 * Extend it and say how runners are made; each test makes its own and closes it.
 *
 * @since 0.1.0
 */
@DisplayName("A test runner")
public abstract class TestRunnerContract extends TestRunnerLifeContract {
  /** For subclasses. */
  protected TestRunnerContract() {}

  /** Nothing of the candidate may count, and it is the candidate's fault. */
  private static void assertBroken(TestReport report) {
    assertThat(report.passed()).isEmpty();
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.CANDIDATE_BROKEN);
    assertThat(report.detail() + report.output()).as("why").isNotBlank();
  }

  /** What it reports of good and bad candidates. */
  @Nested
  @DisplayName("reports")
  class Reports {
    @Test
    @DisplayName("every test that it finds, where none is named, and that the original passes all")
    void whatItFinds() throws InterruptedException {
      try (TestRunner runner = newRunner()) {
        TestReport report = run(runner, sampleRun(runner, Candidates.ORIGINAL).build());
        assertAllPassed(report);
        assertThat(report.duration()).isPositive();
      }
    }

    @Test
    @DisplayName("exactly the tests that are named")
    void whatIsNamed() throws InterruptedException {
      List<TestId> some = SampleApplication.testIds().subList(2, 5);
      try (TestRunner runner = newRunner()) {
        TestReport report =
            run(runner, sampleRun(runner, Candidates.ORIGINAL).testIds(some).build());
        assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(idsOf(report)).isEqualTo(some);
        assertThat(statuses(report).values()).containsOnly(TestStatus.PASSED);
      }
    }

    @Test
    @DisplayName(
        "which tests a wrong candidate fails, with the reason, and that it passes the rest")
    void failures() throws InterruptedException {
      TestReport report = judge(Candidates.PARTLY_WRONG);
      assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
      assertThat(idsOf(report)).isEqualTo(SampleApplication.testIds());
      for (TestResult result : report.results()) {
        boolean wrong =
            result.id().value().endsWith("test_room_of_two_boards")
                || result.id().value().endsWith("test_room_may_be_negative");
        assertThat(result.status())
            .as(result.id().value())
            .isEqualTo(wrong ? TestStatus.FAILED : TestStatus.PASSED);
        assertThat(result.message().isBlank()).as(result.id().value()).isEqualTo(!wrong);
      }
    }

    @Test
    @DisplayName("an exception of the candidate as failed or error of that test alone")
    void exceptions() throws InterruptedException {
      TestReport report = judge(Candidates.RAISES);
      assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
      TestId raising = new TestId("reward/test_shelf_reward.py::test_room_of_two_boards");
      assertThat(statuses(report).get(raising)).isIn(TestStatus.FAILED, TestStatus.ERROR);
      assertThat(report.passed()).hasSize(SampleApplication.testIds().size() - 2);
    }

    @Test
    @DisplayName("a broken fixture as error, a skipped test as skipped, the rest as it is")
    void errorsAndSkips() throws InterruptedException {
      try (TestRunner runner = newRunner()) {
        TestSuite suite = Candidates.ODD_SUITE;
        TestReport report =
            run(
                runner,
                TestRun.builder(runner.prepare(suite, environment()), Candidates.ORIGINAL)
                    .timeLimit(Duration.ofSeconds(30))
                    .build());
        assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(statuses(report))
            .containsOnly(
                Map.entry(Candidates.BROKEN_FIXTURE, TestStatus.ERROR),
                Map.entry(Candidates.SKIPPED, TestStatus.SKIPPED),
                Map.entry(Candidates.PLAIN, TestStatus.PASSED));
      }
    }

    @Test
    @DisplayName("a named test that does not exist as missing")
    void missing() throws InterruptedException {
      TestId gone = new TestId("reward/test_shelf_reward.py::test_gone");
      List<TestId> ids = new ArrayList<>(SampleApplication.testIds());
      ids.add(gone);
      try (TestRunner runner = newRunner()) {
        TestReport report =
            run(runner, sampleRun(runner, Candidates.ORIGINAL).testIds(ids).build());
        assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
        assertThat(idsOf(report)).containsExactlyInAnyOrderElementsOf(ids);
        assertThat(statuses(report)).containsEntry(gone, TestStatus.MISSING);
        assertThat(report.passed()).hasSize(ids.size() - 1);
      }
    }
  }

  /** What it reports of candidates that cannot run. */
  @Nested
  @DisplayName("reports a candidate as broken")
  class Broken {
    @Test
    @DisplayName("that does not parse")
    void syntaxError() throws InterruptedException {
      assertBroken(judge(Candidates.SYNTAX_ERROR));
    }

    @Test
    @DisplayName("that is empty")
    void empty() throws InterruptedException {
      assertBroken(judge(Candidates.NOTHING));
    }

    @Test
    @DisplayName("that lacks a name which every test file imports")
    void nameMissing() throws InterruptedException {
      assertBroken(judge(Candidates.NAME_MISSING));
    }
  }

  /** Its limits. */
  @Nested
  @DisplayName("limits a candidate:")
  class Limits {
    @Test
    @DisplayName("one that never ends is stopped at the time limit")
    void time() throws InterruptedException {
      try (TestRunner runner = newRunner()) {
        TestRun run =
            sampleRun(runner, Candidates.BUSY)
                .testIds(SampleApplication.testIds())
                .timeLimit(Duration.ofSeconds(2))
                .build();
        TestReport report =
            Background.start(() -> runner.run(run))
                .within(Duration.ofSeconds(2).plus(patience().dividedBy(2)), "a busy candidate")
                .value();
        assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TIMEOUT);
        assertThat(report.passed()).isEmpty();
      }
    }

    @Test
    @DisplayName("of one that talks too much, only so much is kept, and its tests still count")
    void output() throws InterruptedException {
      ResourceLimits limits = ResourceLimits.builder().outputBytes(64 << 10).build();
      try (TestRunner runner = newRunner()) {
        PreparedSuite suite =
            runner.prepare(
                SampleApplication.suite(),
                EnvironmentSpec.builder("python").limits(limits).build());
        TestReport report =
            run(
                runner,
                TestRun.builder(suite, Candidates.TALKS)
                    .testIds(SampleApplication.testIds())
                    .timeLimit(Duration.ofSeconds(30))
                    .build());
        assertAllPassed(report);
        assertThat(report.output().length()).isLessThanOrEqualTo((64 << 10) + 1024);
      }
    }
  }

  /** What it knows of tests and units. */
  @Nested
  @DisplayName("where it can tell what tests reach, tells it")
  class Reaching {
    private final List<CodeUnit> units =
        List.of(unit("label", 4, 8), unit("room", 11, 15), unit("oldest", 18, 25));

    private CodeUnit unit(String name, int start, int end) {
      String text =
          SampleApplication.SOURCE
              .lines()
              .skip(start - 1L)
              .limit(end - start + 1L)
              .collect(Collectors.joining("\n", "", "\n"));
      return CodeUnit.builder(
              new UnitId(SampleApplication.PATH, name),
              UnitKind.FUNCTION,
              text.lines().findFirst().orElse("").replaceFirst(":$", ""),
              text,
              start,
              end)
          .build();
    }

    @Test
    @DisplayName("of each test and unit, and of no test that does not exist")
    void reach() throws InterruptedException {
      TestId gone = new TestId("reward/test_shelf_reward.py::test_gone");
      List<TestId> ids = new ArrayList<>(SampleApplication.testIds());
      ids.add(gone);
      try (TestRunner runner = newRunner()) {
        TestRun original = sampleRun(runner, Candidates.ORIGINAL).testIds(ids).build();
        Optional<Reach> found =
            Background.start(() -> runner.reach(original, units))
                .within(patience(), "what tests reach")
                .value();
        assumeThat(found).as("it can tell").isPresent();
        Reach reach = found.orElseThrow();
        assertThat(reach.measured()).containsExactlyElementsOf(SampleApplication.testIds());
        assertThat(reach.unknown()).containsOnlyKeys(gone);
        assertThat(reach.units())
            .containsExactlyElementsOf(units.stream().map(CodeUnit::id).toList());
        for (UnitId unit : reach.units()) {
          assertThat(reach.tests(unit))
              .as(unit.toString())
              .containsExactlyElementsOf(
                  SampleApplication.testIds().stream()
                      .filter(t -> t.value().contains("::test_" + unit.name() + "_"))
                      .toList());
          assertThat(reach.importing(unit)).as(unit.toString()).isEmpty();
        }
      }
    }
  }

  /** What candidates may try. */
  @Nested
  @DisplayName("does not let a candidate")
  class Tricks {
    @Test
    @DisplayName("pass by ending the interpreter")
    void exit() throws InterruptedException {
      TestReport report = judge(Candidates.EXITS);
      assertThat(report.passed()).isEmpty();
      assertThat(report.outcome())
          .as(report.toString())
          .isNotIn(RunOutcome.COMPLETED, RunOutcome.INFRASTRUCTURE);
    }

    @Test
    @DisplayName("pass by a conftest.py of its own")
    void conftest() throws InterruptedException {
      TestReport report = judge(Candidates.FORGES);
      if (report.outcome() == RunOutcome.COMPLETED) {
        assertThat(report.passed()).hasSize(SampleApplication.testIds().size() - 2);
      } else {
        assertThat(report.outcome()).isEqualTo(RunOutcome.TAMPERED);
      }
    }

    @Test
    @DisplayName("leave anything behind for the next run")
    void leaveMarks() throws InterruptedException {
      try (TestRunner runner = newRunner()) {
        for (int i = 0; i < 3; i++) {
          assertAllPassed(run(runner, sampleRun(runner, Candidates.LEAVES_MARK).build()));
        }
      }
    }
  }
}
