package org.iccm.harness.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.application.UnitId;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.language.PythonMutants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutationAnalysisTest {
  private static final String SOURCE =
      "LIMIT = 5\n\n\ndef add(x, y):\n    return x + y\n\n\ndef over(x):\n    return x > LIMIT\n";
  private static final TestId ADDS = new TestId("reward/test_a.py::test_adds");
  private static final TestId LIMITS = new TestId("reward/test_a.py::test_limits");
  private static final TestId NOTHING = new TestId("reward/test_a.py::test_nothing");

  @TempDir static Path cache;

  /** Looks at the text instead of running it. */
  private static final class ReadingRunner implements TestRunner {
    final Function<String, RunOutcome> outcome;
    final List<Duration> limits = Collections.synchronizedList(new ArrayList<>());
    boolean blind;

    ReadingRunner(Function<String, RunOutcome> outcome) {
      this.outcome = outcome;
    }

    @Override
    public RunnerCard card() {
      return RunnerCard.builder("reading", "1").concurrency(3).build();
    }

    @Override
    public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
      return PreparedSuite.builder(suite, environment, "d").build();
    }

    @Override
    public TestReport run(TestRun run) {
      String text = run.files().get(0).text();
      limits.add(run.timeLimit());
      RunOutcome ended = outcome.apply(text);
      TestReport.Builder report = TestReport.builder(ended).duration(Duration.ofSeconds(3));
      if (ended == RunOutcome.COMPLETED) {
        report.results(
            List.of(
                result(ADDS, !blind && text.contains("return x + y")),
                result(LIMITS, !blind && text.contains("= 5\n") && !text.contains("x >= L")),
                result(NOTHING, !blind)));
      }
      return report.build();
    }

    private static TestResult result(TestId id, boolean passed) {
      return new TestResult(id, passed ? TestStatus.PASSED : TestStatus.FAILED, Duration.ZERO, "");
    }
  }

  private static Application application() {
    return Application.builder(
            ApplicationView.builder("a", "a", "a", "python")
                .sources(List.of(new SourceFile("a.py", SOURCE)))
                .build(),
            TestSuite.builder("a", "python", List.of(new SourceFile("reward/test_a.py", "")))
                .build())
        .build();
  }

  private static MutationAnalysis.Builder analysis(TestRunner runner) {
    return MutationAnalysis.builder(runner, PythonMutants.in(cache));
  }

  @Test
  void whatTestsNoticeIsCounted() {
    ReadingRunner runner = new ReadingRunner(t -> RunOutcome.COMPLETED);
    MutationReport report = analysis(runner).build().measure(application());
    assertThat(report.found()).isEqualTo(6);
    assertThat(report.count()).isEqualTo(new MutationCount(5, 1, 0, 0, 0));
    assertThat(report.score()).hasValue(5 / 6.0);
    assertThat(report.survivors()).singleElement().hasToString("a.py:9 x > LIMIT -> None");
    assertThat(report.kills())
        .hasEntrySatisfying(ADDS, m -> assertThat(m).hasSize(2))
        .hasEntrySatisfying(LIMITS, m -> assertThat(m).hasSize(3))
        .hasEntrySatisfying(NOTHING, m -> assertThat(m).isEmpty());
    assertThat(report.units())
        .containsEntry(new UnitId("a.py", "add"), new MutationCount(2, 0, 0, 0, 0))
        .containsEntry(new UnitId("a.py", "over"), new MutationCount(1, 1, 0, 0, 0))
        .containsEntry(new UnitId("a.py", "(module)"), new MutationCount(2, 0, 0, 0, 0));
    assertThat(runner.limits).hasSize(8).last().isEqualTo(Duration.ofSeconds(15));
    assertThat(analysis(runner).concurrency(1).build().measure(application())).isEqualTo(report);
    assertThat(analysis(runner).cap(3).build().measure(application()).results()).hasSize(3);
  }

  @Test
  void otherEndingsAreKeptApart() {
    ReadingRunner runner =
        new ReadingRunner(
            t ->
                t.contains("x - y")
                    ? RunOutcome.TIMEOUT
                    : t.contains("= 4\n")
                        ? RunOutcome.CANDIDATE_BROKEN
                        : t.contains("x >= L") ? RunOutcome.INFRASTRUCTURE : RunOutcome.COMPLETED);
    MutationReport report = analysis(runner).build().measure(application());
    assertThat(report.count()).isEqualTo(new MutationCount(2, 1, 1, 1, 1));
    assertThat(report.score()).hasValue(3 / 4.0);
    // one run each, and once more alone for the one out of time and the one not known
    assertThat(runner.limits).hasSize(2 + 6 + 2);
    assertThat(new MutationCount(0, 0, 0, 3, 1).score()).isEmpty();
    assertThat(Map.copyOf(report.kills()).get(LIMITS)).hasSize(1);
  }

  @Test
  void whatCannotBeMeasuredSaysWhy() {
    ReadingRunner blind = new ReadingRunner(t -> RunOutcome.COMPLETED);
    blind.blind = true;
    assertThatExceptionOfType(ApplicationException.class)
        .isThrownBy(() -> analysis(blind).build().measure(application()))
        .withMessageContaining("a: its original passes no test");
    assertThatExceptionOfType(RunnerException.class)
        .isThrownBy(
            () ->
                analysis(new ReadingRunner(t -> RunOutcome.INFRASTRUCTURE))
                    .build()
                    .measure(application()))
        .withMessageContaining("original could not be run");
    assertThatIllegalArgumentException().isThrownBy(() -> analysis(blind).cap(0).build());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> analysis(blind).timeLimit(Duration.ZERO, 1).build());
  }

  @Test
  void anInterruptEndsIt() {
    ReadingRunner slow =
        new ReadingRunner(
            t -> {
              if (!t.equals(SOURCE)) {
                try {
                  Thread.sleep(60_000);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              }
              return RunOutcome.COMPLETED;
            });
    Thread.currentThread().interrupt();
    assertThatExceptionOfType(CancelledException.class)
        .isThrownBy(() -> analysis(slow).build().measure(application()));
    assertThat(Thread.interrupted()).isTrue();
  }
}
