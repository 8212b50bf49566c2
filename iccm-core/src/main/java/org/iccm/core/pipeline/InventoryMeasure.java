package org.iccm.core.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.jspecify.annotations.Nullable;

/**
 * Makes an inventory: the original runs several times, and what it always passes counts, unless an
 * application that knows nothing passes it too. Runs are isolated if the runner can do so and the
 * original passes all the same tests then.
 */
final class InventoryMeasure {
  private final Application app;
  private final ResourceLimits limits;
  private final TestRunner runner;
  private final Function<TestRun, TestReport> runs;
  private final Map<TestId, Integer> passes = new HashMap<>();
  private final Map<TestId, TestResult> failures = new HashMap<>();
  private final Set<TestId> seen = new TreeSet<>();
  private Duration longest = Duration.ZERO;
  private PreparedSuite suite;
  private IsolationMode isolation = IsolationMode.IN_PROCESS;

  InventoryMeasure(
      Application app,
      PreparedSuite suite,
      ResourceLimits limits,
      TestRunner runner,
      Function<TestRun, TestReport> runs) {
    this.app = app;
    this.suite = suite;
    this.limits = limits;
    this.runner = runner;
    this.runs = runs;
  }

  /**
   * Measures.
   *
   * @param stubs applications that know nothing, by what they do
   */
  Inventory measure(Map<String, List<SourceFile>> stubs) {
    Set<IsolationMode> modes = runner.isolationModes(suite);
    if (!modes.contains(IsolationMode.IN_PROCESS)) {
      isolation = IsolationMode.ISOLATED;
      suite = runner.describe(suite, app.view().sources());
    }
    for (int i = 0; i < SuiteRuns.REPETITIONS; i++) {
      original();
    }
    List<TestId> stable = new ArrayList<>();
    List<TestId> flaky = new ArrayList<>();
    List<TestId> failing = new ArrayList<>();
    for (TestId id : seen) {
      int n = passes.getOrDefault(id, 0);
      (n == SuiteRuns.REPETITIONS ? stable : n == 0 ? failing : flaky).add(id);
    }
    refuseBroken(failing);
    if (stable.isEmpty()) {
      throw new ApplicationException(
          app.id(),
          "tests",
          "application "
              + app.id()
              + " has no test that its original always passes ("
              + seen.size()
              + " seen, "
              + flaky.size()
              + " flaky); add tests under tests/");
    }
    String note = modes.size() > 1 ? isolate(stable) : "";
    Set<TestId> trivial = new TreeSet<>();
    stubs.forEach((what, files) -> trivial.addAll(passedBy(what, files, stable)));
    List<TestId> counting = stable.stream().filter(t -> !trivial.contains(t)).toList();
    if (counting.isEmpty()) {
      throw new ApplicationException(
          app.id(),
          "tests",
          "each of the "
              + stable.size()
              + " tests of application "
              + app.id()
              + " passes with functions that know nothing ("
              + String.join(", ", stubs.keySet())
              + "); add tests that look at results");
    }
    return Inventory.builder(counting)
        .quarantined(flaky)
        .failing(failing)
        .trivial(List.copyOf(trivial))
        .originalTime(longest)
        .repetitions(SuiteRuns.REPETITIONS)
        .isolation(isolation, note)
        .build();
  }

  /** The suite as the last measurement left it: ready for isolated runs if they were taken. */
  PreparedSuite suite() {
    return suite;
  }

  /** Goes over to isolated runs if the original loses nothing by it; else says why not. */
  private String isolate(List<TestId> tests) {
    PreparedSuite described = runner.describe(suite, app.view().sources());
    for (int i = 0; i < SuiteRuns.REPETITIONS; i++) {
      TestReport report =
          runs.apply(
              TestRun.builder(described, app.view().sources())
                  .testIds(tests)
                  .timeLimit(limits.timeLimit(Duration.ofSeconds(20)))
                  .isolation(IsolationMode.ISOLATED)
                  .build());
      refuseInfrastructure(report, "the original, isolated,");
      List<TestResult> lost =
          report.results().stream().filter(r -> r.status() != TestStatus.PASSED).toList();
      if (report.outcome() != RunOutcome.COMPLETED || !lost.isEmpty()) {
        return "isolated, the original of "
            + app.id()
            + " ends "
            + report.outcome()
            + " and loses "
            + lost.size()
            + " of "
            + tests.size()
            + " tests"
            + (lost.isEmpty() ? report.detail() : ", " + lost.get(0).id().value() + " first: ")
            + (lost.isEmpty() ? "" : message(lost.get(0)));
      }
      longest = report.duration().compareTo(longest) > 0 ? report.duration() : longest;
    }
    suite = described;
    isolation = IsolationMode.ISOLATED;
    return "";
  }

  private void original() {
    TestReport report =
        runs.apply(
            TestRun.builder(suite, app.view().sources())
                .timeLimit(limits.timeLimit(Duration.ofSeconds(20)))
                .isolation(isolation)
                .build());
    refuseInfrastructure(report, "the original");
    if (report.outcome() != RunOutcome.COMPLETED) {
      throw new ApplicationException(
          app.id(),
          "tests",
          "the original of "
              + app.id()
              + " does not pass its own tests: the run ended "
              + report.outcome()
              + (report.detail().isEmpty() ? "" : ", " + report.detail())
              + "; mend sources or tests, then run again. Output: "
              + clip(report.output()));
    }
    longest = report.duration().compareTo(longest) > 0 ? report.duration() : longest;
    for (TestResult r : report.results()) {
      seen.add(r.id());
      if (r.status() == TestStatus.PASSED) {
        passes.merge(r.id(), 1, Integer::sum);
      } else {
        failures.put(r.id(), r);
      }
    }
  }

  /** A stub that cannot be loaded, or that never ends, passes nothing. */
  private List<TestId> passedBy(String what, List<SourceFile> stub, List<TestId> tests) {
    TestReport report =
        runs.apply(
            TestRun.builder(suite, stub)
                .testIds(tests)
                .timeLimit(limits.timeLimit(longest))
                .isolation(isolation)
                .build());
    refuseInfrastructure(report, "the stub that " + what);
    return report.results().stream()
        .filter(r -> r.status() == TestStatus.PASSED)
        .map(TestResult::id)
        .toList();
  }

  private void refuseInfrastructure(TestReport report, String what) {
    if (report.outcome() == RunOutcome.INFRASTRUCTURE) {
      String name = runner.card().name();
      throw new RunnerException(
          name,
          true,
          "runner '"
              + name
              + "' failed "
              + SuiteRuns.INFRASTRUCTURE_TRIES
              + " times on "
              + what
              + " of "
              + app.id()
              + (report.detail().isEmpty() ? "" : ": " + report.detail())
              + "; the application is not to blame. Check the sandbox, then run again");
    }
  }

  /** A skipped test is no fault of the original, and no measure either. */
  private void refuseBroken(List<TestId> failing) {
    List<TestId> broken = failing.stream().filter(t -> !skipped(failures.get(t))).toList();
    if (!broken.isEmpty()) {
      TestId first = broken.get(0);
      throw new ApplicationException(
          app.id(),
          first.value(),
          "the original of "
              + app.id()
              + " fails "
              + broken.size()
              + " of its own tests in all "
              + SuiteRuns.REPETITIONS
              + " runs: "
              + broken.stream().limit(5).toList()
              + (broken.size() > 5 ? "..." : "")
              + "; mend or remove them. First: "
              + message(failures.get(first)));
    }
  }

  private static boolean skipped(@Nullable TestResult result) {
    return result == null || result.status() == TestStatus.SKIPPED;
  }

  private static String message(@Nullable TestResult result) {
    return result == null ? "" : clip(result.message());
  }

  private static String clip(String text) {
    String t = text.strip();
    return t.length() > 600 ? t.substring(0, 600) + "..." : t;
  }
}
