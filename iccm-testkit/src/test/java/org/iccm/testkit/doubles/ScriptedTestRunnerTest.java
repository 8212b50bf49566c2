package org.iccm.testkit.doubles;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.Test;

class ScriptedTestRunnerTest {
  private static final List<SourceFile> KNOWN = List.of(new SourceFile("a.py", "x = 1\n"));
  private static final List<SourceFile> OTHER = List.of(new SourceFile("a.py", "x = 2\n"));

  private static TestRun run(ScriptedTestRunner runner, List<SourceFile> files) {
    PreparedSuite suite =
        runner.prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
    return TestRun.builder(suite, files).timeLimit(Duration.ofMillis(50)).build();
  }

  @Test
  void findsTheTestsOfASuite() {
    assertThat(ScriptedTestRunner.testsOf(SampleApplication.suite()))
        .isEqualTo(SampleApplication.testIds())
        .hasSize(9);
  }

  @Test
  void reportsByContentWhateverTheOrderOfFiles() {
    try (ScriptedTestRunner runner = ScriptedTestRunner.builder().passes(KNOWN).build()) {
      assertThat(runner.run(run(runner, KNOWN)).passed()).hasSize(9);
      assertThat(runner.run(run(runner, OTHER)).outcome()).isEqualTo(RunOutcome.CANDIDATE_BROKEN);
      assertThat(runner.runs()).isEqualTo(2);
      assertThat(runner.requests()).extracting(TestRun::files).containsExactly(KNOWN, OTHER);
    }
  }

  @Test
  void reportsNamedTestsThatTheSuiteLacksAsMissing() {
    TestId gone = new TestId("reward/gone.py::test_gone");
    try (ScriptedTestRunner runner = ScriptedTestRunner.builder().passes(KNOWN).build()) {
      TestReport report = runner.run(run(runner, KNOWN).toBuilder().testIds(List.of(gone)).build());
      assertThat(report.results()).extracting(TestResult::status).containsOnly(TestStatus.MISSING);
    }
  }

  @Test
  void runsIntoTheTimeLimitWhereTold() {
    try (ScriptedTestRunner runner = ScriptedTestRunner.builder().neverEnds(KNOWN).build()) {
      assertThat(runner.run(run(runner, KNOWN)).outcome()).isEqualTo(RunOutcome.TIMEOUT);
    }
  }
}
