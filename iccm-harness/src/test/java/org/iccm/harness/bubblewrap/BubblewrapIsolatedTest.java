package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.dataset.ApplicationReader;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Tests and candidate in processes, users and namespaces apart. */
@Tag("sandbox")
class BubblewrapIsolatedTest {
  private static final int ELIGIBLE = 10;
  private static final Path CACHE =
      Optional.ofNullable(System.getenv("ICCM_CACHE"))
          .filter(c -> !c.isEmpty())
          .map(Path::of)
          .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache", "iccm"));

  private static final String SUITE =
      """
      import app


      def test_sum():
          assert app.total([1, 2]) == 3


      def test_other():
          assert app.total([]) == 0


      def test_error():
          import pytest
          with pytest.raises(ValueError):
              app.total(None)
      """;
  private static final String ORIGINAL =
      """
      def total(values):
          if values is None:
              raise ValueError("no values")
          return sum(values)
      """;

  private static TestRunner runner;

  @BeforeAll
  static void open() {
    runner =
        new SandboxRunner(BubblewrapRunnerProvider.box(Optional.empty(), "bwrap", 1, CACHE), true);
  }

  @AfterAll
  static void close() {
    runner.close();
  }

  private static TestReport run(
      PreparedSuite suite, List<SourceFile> files, IsolationMode isolation) {
    return runner.run(
        TestRun.builder(suite, files)
            .timeLimit(Duration.ofSeconds(4))
            .isolation(isolation)
            .build());
  }

  private static Map<String, TestStatus> verdicts(TestReport report) {
    return report.results().stream()
        .collect(Collectors.toMap(r -> r.id().value(), TestResult::status));
  }

  private static PreparedSuite small() {
    TestSuite suite =
        TestSuite.builder("small", "python", List.of(new SourceFile("test_app.py", SUITE))).build();
    return runner.describe(
        runner.prepare(suite, EnvironmentSpec.builder("python").build()),
        List.of(new SourceFile("app.py", ORIGINAL)));
  }

  private static TestReport small(String candidate) {
    return run(small(), List.of(new SourceFile("app.py", candidate)), IsolationMode.ISOLATED);
  }

  @Test
  @DisplayName("the originals of at least ten bundled applications pass the same tests")
  void originals() {
    List<Application> apps =
        ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications"));
    List<String> others = new ArrayList<>();
    for (Application app : apps) {
      PreparedSuite together =
          runner.prepare(app.suite(), EnvironmentSpec.builder("python").build());
      PreparedSuite apart = runner.describe(together, app.view().sources());
      assertThat(apart.environmentDigest()).isNotEqualTo(together.environmentDigest());
      TestReport one = run(together, app.view().sources(), IsolationMode.IN_PROCESS);
      TestReport other = run(apart, app.view().sources(), IsolationMode.ISOLATED);
      if (!verdicts(one).equals(verdicts(other))) {
        others.add(app.id() + ": " + other.outcome() + " " + other.detail());
      } else {
        assertThat(other.isolation()).isEqualTo(IsolationMode.ISOLATED);
        assertThat(verdicts(other).values()).containsOnly(TestStatus.PASSED);
      }
    }
    assertThat(apps.size() - others.size()).as(others.toString()).isGreaterThanOrEqualTo(ELIGIBLE);
  }

  @Test
  @DisplayName("a wrong candidate fails where it is wrong")
  void wrong() {
    TestReport report = small("def total(values):\n    return 3\n");
    assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(verdicts(report))
        .containsEntry("test_app.py::test_sum", TestStatus.PASSED)
        .containsEntry("test_app.py::test_other", TestStatus.FAILED)
        .containsEntry("test_app.py::test_error", TestStatus.FAILED);
  }

  @Test
  @DisplayName("an object that equals everything equals nothing")
  void alwaysEqual() {
    TestReport report =
        small(
            """
            class Yes:
                def __eq__(self, other):
                    return True
                def __hash__(self):
                    return 0

            def total(values):
                return Yes()
            """);
    assertThat(verdicts(report).values()).doesNotContain(TestStatus.PASSED);
  }

  @Test
  @DisplayName("the suite is not there to be read, nor in memory")
  void hidden() {
    TestReport report =
        small(
            """
            import gc, os, sys

            def total(values):
                names = [n for _, _, files in os.walk("/work") for n in files]
                seen = [m for m in sys.modules if "test_app" in m]
                held = [o for o in gc.get_objects() if isinstance(o, str) and "test_sum" in o]
                return 3 if any("test_app" in n for n in names) or seen or held else -1
            """);
    assertThat(verdicts(report)).containsEntry("test_app.py::test_sum", TestStatus.FAILED);
  }

  @Test
  @DisplayName("a candidate that ends or hangs harms itself alone, and the next run is well")
  void endings() {
    assertThat(verdicts(small("import os\ndef total(v):\n    os._exit(0)\n")).values())
        .doesNotContain(TestStatus.PASSED);
    assertThat(small("def total(v):\n    while True: pass\n").outcome())
        .isEqualTo(RunOutcome.TIMEOUT);
    TestReport well = small(ORIGINAL);
    assertThat(well.outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(verdicts(well).values()).containsOnly(TestStatus.PASSED).hasSize(3);
  }

  @Test
  @DisplayName("a suite that was not described is refused")
  void undescribed() {
    TestSuite suite =
        TestSuite.builder("small", "python", List.of(new SourceFile("test_app.py", SUITE))).build();
    PreparedSuite plain = runner.prepare(suite, EnvironmentSpec.builder("python").build());
    assertThatThrownBy(() -> run(plain, List.of(), IsolationMode.ISOLATED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("describe()");
  }
}
