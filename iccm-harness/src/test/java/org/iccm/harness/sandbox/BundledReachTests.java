package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitKind;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.dataset.ApplicationReader;
import org.iccm.harness.language.TestPython;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The bundled applications: whatever a unit's change breaks was said to reach it. {@code
 * iccm.reach.applications} says of how many each unit is tried.
 */
public abstract class BundledReachTests extends Sandboxed {
  private static final int TRIED = Integer.getInteger("iccm.reach.applications", 3);

  @TempDir static Path natives;

  /** An application, measured. */
  private record Measured(
      Application app, PreparedSuite suite, List<TestId> ids, List<CodeUnit> units, Reach reach) {}

  private Measured measure(Application app, LanguageSupport python) {
    PreparedSuite suite = runner().prepare(app.suite(), EnvironmentSpec.builder("python").build());
    List<SourceFile> sources = app.view().sources();
    TestReport original = runner().run(TestRun.builder(suite, sources).build());
    assertThat(original.outcome()).as(original.toString()).isEqualTo(RunOutcome.COMPLETED);
    List<TestId> ids = original.results().stream().map(TestResult::id).toList();
    List<CodeUnit> units = sources.stream().flatMap(f -> python.units(f).stream()).toList();
    TestRun run =
        TestRun.builder(suite, sources).testIds(ids).timeLimit(Duration.ofSeconds(5)).build();
    return new Measured(app, suite, ids, units, runner().reach(run, units).orElseThrow());
  }

  @Test
  void everyTestIsMeasuredAndWhatAChangeBreaksWasSaidToReachIt() {
    LanguageSupport python = TestPython.at(natives);
    List<Application> apps =
        ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications")).stream()
            .filter(app -> app.suite().language().equals("python"))
            .toList();
    long begun = System.nanoTime();
    List<Measured> all = new ArrayList<>();
    int tests = 0;
    for (Application app : apps) {
      Measured m = measure(app, python);
      all.add(m);
      tests += m.ids.size();
      assertThat(m.reach.unknown()).as(app.id()).isEmpty();
      assertThat(m.reach.measured()).as(app.id()).containsExactlyInAnyOrderElementsOf(m.ids);
    }
    System.out.printf(
        "reach of %d tests of %d applications: %.1f s%n",
        tests, apps.size(), (System.nanoTime() - begun) / 1e9);
    for (Measured m : all.subList(0, Math.min(TRIED, all.size()))) {
      tryEachUnit(m, python);
    }
  }

  private void tryEachUnit(Measured m, LanguageSupport python) {
    int reaching = 0;
    int noticing = 0;
    int tried = 0;
    int unnoticed = 0;
    for (CodeUnit unit : m.units) {
      Optional<List<SourceFile>> changed = without(unit, m.app, python);
      if (changed.isEmpty()) {
        continue;
      }
      Set<TestId> failing = new TreeSet<>(m.ids);
      failing.removeAll(
          runner()
              .run(
                  TestRun.builder(m.suite, changed.get())
                      .testIds(m.ids)
                      .timeLimit(Duration.ofSeconds(10))
                      .build())
              .passed());
      Set<TestId> may = new TreeSet<>(m.reach.tests(unit.id()));
      may.addAll(m.reach.importing(unit.id()));
      assertThat(may).as("%s: %s", m.app.id(), unit.id()).containsAll(failing);
      tried++;
      unnoticed += failing.isEmpty() ? 1 : 0;
      reaching += m.reach.tests(unit.id()).size();
      failing.retainAll(m.reach.tests(unit.id()));
      noticing += failing.size();
    }
    assertThat(tried).as(m.app.id()).isPositive();
    System.out.printf(
        "%s: %d units of %d tried, %d unnoticed; of %d reaching tests %d notice%n",
        m.app.id(), tried, m.units.size(), unnoticed, reaching, noticing);
  }

  /** The application with one unit that does nothing but fail; a class without its body. */
  private static Optional<List<SourceFile>> without(
      CodeUnit unit, Application app, LanguageSupport python) {
    List<String> lines = unit.text().lines().toList();
    int head = 0;
    while (!lines.get(head).matches("\\s*(async\\s+def|def|class)\\b.*")) {
      head++;
    }
    String before = String.join("\n", lines.subList(0, head)) + (head > 0 ? "\n" : "");
    String name = unit.signature().replaceFirst("^(async def|def|class) (\\w+).*", "$2");
    String text =
        unit.kind() == UnitKind.CLASS
            ? before + unit.signature() + ":\n    pass\n"
            : before + "def " + name + "(*args, **named):\n    raise AssertionError('stub')\n";
    try {
      return Optional.of(
          app.view().sources().stream()
              .map(f -> f.path().equals(unit.id().path()) ? python.splice(f, unit.id(), text) : f)
              .toList());
    } catch (IllegalArgumentException e) {
      System.out.println("not tried: " + e.getMessage());
      return Optional.empty();
    }
  }
}
