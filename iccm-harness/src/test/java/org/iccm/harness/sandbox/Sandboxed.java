package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** One runner for all tests of a class, and short ways to run code in it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class Sandboxed {
  private @Nullable TestRunner runner;

  protected abstract TestRunner newRunner();

  @BeforeAll
  void open() {
    runner = newRunner();
  }

  @AfterAll
  void end() {
    if (runner != null) {
      runner.close();
    }
  }

  protected TestRunner runner() {
    if (runner == null) {
      throw new IllegalStateException("not open");
    }
    return runner;
  }

  protected static final ResourceLimits LIMITS =
      ResourceLimits.builder()
          .memoryBytes(192L << 20)
          .processes(24)
          .outputBytes(32 << 10)
          .diskBytes(16L << 20)
          .build();

  /** Two tests that call {@code app.attack()}, and one that needs nothing. */
  protected static final String SUITE =
      """
      import app


      def test_attack():
          assert app.attack() == "held"


      def test_after():
          assert app.VALUE == 41 + 1


      def test_plain():
          assert True
      """;

  protected static List<TestId> ids(String... names) {
    List<TestId> ids = new ArrayList<>();
    for (String name : names) {
      ids.add(new TestId("reward/test_app.py::" + name));
    }
    return ids;
  }

  protected TestReport attack(String body) {
    return attack(body, Duration.ofSeconds(20), LIMITS);
  }

  /** Runs {@code attack()} with this body. */
  protected TestReport attack(String body, Duration time, ResourceLimits limits) {
    return runApp("VALUE = 42\n\n\ndef attack():\n" + body.indent(4), time, limits);
  }

  protected TestReport runApp(String source, Duration time, ResourceLimits limits) {
    return run(
        SUITE,
        List.of(new SourceFile("app.py", source)),
        ids("test_attack", "test_after", "test_plain"),
        time,
        limits);
  }

  protected TestReport run(
      String suite,
      List<SourceFile> files,
      List<TestId> ids,
      Duration time,
      ResourceLimits limits) {
    TestSuite tests =
        TestSuite.builder("attack", "python", List.of(new SourceFile("reward/test_app.py", suite)))
            .build();
    PreparedSuite prepared =
        runner().prepare(tests, EnvironmentSpec.builder("python").limits(limits).build());
    return runner().run(TestRun.builder(prepared, files).testIds(ids).timeLimit(time).build());
  }

  protected static Map<String, TestStatus> statuses(TestReport report) {
    return report.results().stream()
        .collect(
            Collectors.toMap(r -> r.id().value().replaceFirst(".*::", ""), TestResult::status));
  }

  /** The attack was held off and the rest of the run went on. */
  protected static void assertHeld(TestReport report) {
    assertThat(statuses(report))
        .as(report.toString())
        .containsOnly(
            Map.entry("test_attack", TestStatus.PASSED),
            Map.entry("test_after", TestStatus.PASSED),
            Map.entry("test_plain", TestStatus.PASSED));
  }
}
