package org.iccm.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.iccm.api.application.Application;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.error.RunnerException;
import org.iccm.api.rollout.UnitTrial;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;

/**
 * Judges one rebuilt unit among the original's other units: by the tests that reach it, in a run of
 * their own. The others run apart from them, and should not notice. Thread-safe.
 */
final class UnitTrials {
  private final SuiteRuns runs;
  private final Function<String, Optional<LanguageSupport>> languages;

  UnitTrials(SuiteRuns runs, Function<String, Optional<LanguageSupport>> languages) {
    this.runs = runs;
    this.languages = languages;
  }

  UnitTrial rebuild(Application app, SuiteRuns.Ready ready, UnitId unit, String text) {
    LanguageSupport language = languages.apply(app.suite().language()).orElse(null);
    Reach reach = language == null ? null : runs.reach(app, ready).orElse(null);
    if (language == null || reach == null) {
      return UnitTrial.refused(
          unit,
          (language == null ? "no support of " + app.suite().language() : "the runner cannot tell")
              + ": it is not known which tests of "
              + app.id()
              + " reach unit "
              + unit);
    }
    Optional<String> refusal = reach.refusal(unit);
    if (refusal.isPresent()) {
      return UnitTrial.refused(unit, refusal.get());
    }
    List<SourceFile> files;
    try {
      files =
          app.view().sources().stream()
              .map(f -> f.path().equals(unit.path()) ? language.splice(f, unit, text) : f)
              .toList();
    } catch (IllegalArgumentException e) {
      return UnitTrial.refused(unit, String.valueOf(e.getMessage()));
    }
    Set<TestId> counting = reach.tests(unit);
    TestReport report = judge(app, ready, files, counting, unit);
    UnitTrial.Builder trial = UnitTrial.builder(unit, counting, report);
    Set<TestId> others = new TreeSet<>(reach.measured());
    others.removeAll(counting);
    if (!others.isEmpty()) {
      TestReport undisturbed = judge(app, ready, files, others, unit);
      Set<TestId> disturbed = new TreeSet<>(others);
      disturbed.removeAll(undisturbed.passed());
      if (!disturbed.isEmpty()) {
        trial.disturbed(disturbed, why(unit, reach, undisturbed, disturbed, others));
      }
    }
    return trial.build();
  }

  private TestReport judge(
      Application app,
      SuiteRuns.Ready ready,
      List<SourceFile> files,
      Set<TestId> tests,
      UnitId unit) {
    TestReport report = runs.judge(ready, files, new ArrayList<>(tests), unit).report();
    if (report.outcome() == RunOutcome.INFRASTRUCTURE) {
      throw new RunnerException(
          runs.runnerName(),
          true,
          "a unit of " + app.id() + " could not be judged: the sandbox failed: " + report.detail());
    }
    return report;
  }

  private static String why(
      UnitId unit, Reach reach, TestReport report, Set<TestId> disturbed, Set<TestId> others) {
    String many = disturbed.size() + " of " + others.size() + " tests that do not reach unit ";
    TestId first = disturbed.iterator().next();
    String reason;
    if (report.outcome() != RunOutcome.COMPLETED) {
      reason = "with the new text their run ends " + report.outcome() + ": " + report.detail();
    } else if (reach.importing(unit).containsAll(disturbed)) {
      reason = "it runs while modules are imported, and what it leaves there is not the same";
    } else {
      reason = "what the new text does when its module is imported is not the same";
    }
    String message =
        report.results().stream()
            .filter(r -> r.id().equals(first))
            .map(r -> r.message().strip())
            .findFirst()
            .orElse("");
    return many
        + unit
        + " fail: "
        + reason
        + "; "
        + first
        + (message.isEmpty() ? "" : ": " + message.substring(Math.max(0, message.length() - 300)));
  }
}
