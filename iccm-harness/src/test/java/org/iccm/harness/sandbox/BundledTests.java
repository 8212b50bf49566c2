package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.iccm.api.application.Application;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.dataset.ApplicationReader;
import org.iccm.harness.language.TestPython;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real applications: the original passes all of its tests, nothing passes none. */
public abstract class BundledTests extends Sandboxed {
  @TempDir static Path natives;

  static List<Application> applications() {
    return ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications")).stream()
        .filter(app -> app.suite().language().equals("python"))
        .toList();
  }

  private PreparedSuite prepare(Application app) {
    return runner().prepare(app.suite(), EnvironmentSpec.builder("python").build());
  }

  private TestReport run(PreparedSuite suite, List<SourceFile> files, List<TestId> ids) {
    return runner()
        .run(TestRun.builder(suite, files).testIds(ids).timeLimit(Duration.ofSeconds(30)).build());
  }

  @ParameterizedTest
  @MethodSource("applications")
  void originalPassesAllAndNothingPassesNone(Application app) {
    PreparedSuite suite = prepare(app);
    TestReport original = run(suite, app.view().sources(), List.of());
    assertThat(original.outcome()).as(original.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(original.results()).hasSizeGreaterThanOrEqualTo(25);
    assertThat(original.results()).allMatch(r -> r.status() == TestStatus.PASSED);
    assertThat(original.results())
        .allMatch(r -> r.id().value().startsWith("re") && r.id().value().contains(".py::test_"));
    List<TestId> ids = original.results().stream().map(TestResult::id).toList();

    TestReport nothing = run(suite, List.of(), ids);
    assertThat(nothing.outcome()).isEqualTo(RunOutcome.CANDIDATE_BROKEN);
    assertThat(nothing.passed()).isEmpty();
    assertThat(nothing.results()).extracting(TestResult::id).containsExactlyElementsOf(ids);

    LanguageSupport python = TestPython.at(natives);
    TestReport stripped =
        run(suite, app.view().sources().stream().map(python::strip).toList(), ids);
    assertThat(stripped.passed()).as(stripped.toString()).hasSize(ids.size());
  }

  /** Not a judgement, a figure: the median of one run after another. */
  @Test
  void medianOfARunIsShort() {
    Application app = applications().get(0);
    PreparedSuite suite = prepare(app);
    List<Double> millis = new ArrayList<>();
    for (int i = 0; i < 15; i++) {
      long begun = System.nanoTime();
      assertThat(run(suite, app.view().sources(), List.of()).passed()).hasSizeGreaterThan(24);
      millis.add((System.nanoTime() - begun) / 1e6);
    }
    millis.sort(null);
    System.out.printf(
        "%s, %s: p50 %.0f ms, min %.0f, max %.0f%n",
        runner().card().name(),
        app.id(),
        millis.get(millis.size() / 2),
        millis.get(0),
        millis.get(millis.size() - 1));
    assertThat(millis.get(millis.size() / 2)).isLessThan(5_000);
  }
}
