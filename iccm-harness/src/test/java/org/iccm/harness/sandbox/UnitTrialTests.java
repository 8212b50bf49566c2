package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.application.UnitId;
import org.iccm.api.rollout.UnitTrial;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.language.TestPython;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One rebuilt unit among the original's others, through the whole pipeline. */
public abstract class UnitTrialTests extends Sandboxed {
  private static final Path DEPOT = Path.of("src/test/resources/org/iccm/harness/sandbox/reach");

  @TempDir static Path work;

  private final AtomicInteger measured = new AtomicInteger();
  private final Application app = application();
  private @Nullable Iccm wired;

  private static Application application() {
    List<SourceFile> tests =
        ReachTests.files(DEPOT.resolve("tests")).stream()
            .filter(f -> f.path().matches("conftest.py|.*test_(plain|model).py"))
            .toList();
    return Application.builder(
            ApplicationView.builder("depot", "Depot", "A depot.", "python")
                .sources(ReachTests.files(DEPOT.resolve("src")))
                .build(),
            TestSuite.builder("depot", "python", tests).build())
        .build();
  }

  /** The runner, with its measurements counted. */
  private final class Counting implements TestRunner {
    @Override
    public RunnerCard card() {
      return runner().card();
    }

    @Override
    public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
      return runner().prepare(suite, environment);
    }

    @Override
    public PreparedSuite describe(PreparedSuite suite, List<SourceFile> original) {
      return runner().describe(suite, original);
    }

    @Override
    public TestReport run(TestRun run) {
      return runner().run(run);
    }

    @Override
    public Optional<Reach> reach(TestRun original, List<CodeUnit> units) {
      measured.incrementAndGet();
      return runner().reach(original, units);
    }
  }

  private Iccm newIccm() {
    return Iccm.builder()
        .environment(Map.of())
        .llm("m", ScriptedLlmBackend.builder("m").build())
        .runner(new Counting())
        .language(TestPython.at(work.resolve("natives")))
        .workDirectory(work.resolve("work"))
        .cacheDirectory(work.resolve("cache"))
        .build();
  }

  @BeforeAll
  void wire() {
    wired = newIccm();
  }

  @AfterAll
  void unwire() {
    iccm().close();
  }

  private Iccm iccm() {
    return Objects.requireNonNull(wired, "not wired");
  }

  private UnitTrial rebuild(String unit, String text) {
    return iccm()
        .rollouts()
        .rebuild(app, ResourceLimits.DEFAULT, new UnitId("depot/plain.py", unit), text);
  }

  private static TestId test(String name) {
    return new TestId("reward/test_plain.py::test_" + name);
  }

  @Test
  void onlyTheTestsThatReachItCount() {
    UnitTrial right = rebuild("square", "def square(n):\n    return n ** 2\n");
    assertThat(right.refusal()).isEmpty();
    assertThat(right.counting()).containsExactly(test("square"));
    assertThat(right.passRate()).hasValue(1.0);
    assertThat(right.disturbed()).as(right.detail()).isEmpty();

    UnitTrial wrong = rebuild("doubled", "@counted\ndef doubled(n):\n    return 4\n");
    assertThat(wrong.counting())
        .containsExactly(
            test("decorated"), test("parameters[1]"), test("parameters[2]"), test("thread"));
    assertThat(wrong.passRate()).hasValue(.5);
    assertThat(wrong.disturbed()).as(wrong.detail()).isEmpty();
  }

  @Test
  void whatNoTestReachesOrCannotTakeItsPlaceIsRefused() {
    assertThat(rebuild("forgotten", "def forgotten():\n    return 1\n").refusal().orElse(""))
        .isEqualTo("no test reaches unit depot/plain.py#forgotten");
    assertThat(rebuild("table", "def table():\n    return {}\n").refusal().orElse(""))
        .contains("runs only while modules are imported");
    assertThat(rebuild("square", "def square(n:\n").refusal().orElse(""))
        .contains("not valid Python");
    assertThat(rebuild("gone", "def gone():\n    pass\n").refusal().orElse(""))
        .contains("no unit depot/plain.py#gone");
  }

  @Test
  void whyOthersAreDisturbedIsSaid() {
    UnitTrial atImport = rebuild("both", "def both():\n    SQUARES.clear()\n    return 'both'\n");
    assertThat(atImport.passRate()).hasValue(1.0);
    assertThat(atImport.disturbed()).containsExactly(test("square"));
    assertThat(atImport.detail())
        .contains("it runs while modules are imported")
        .contains("KeyError");

    UnitTrial byDefault =
        rebuild("adder", "def adder(n, unused=SQUARES.clear()):\n    return lambda m: n + m\n");
    assertThat(byDefault.passRate()).hasValue(1.0);
    assertThat(byDefault.disturbed()).containsExactly(test("square"));
    assertThat(byDefault.detail()).contains("when its module is imported");

    UnitTrial broken = rebuild("adder", "def adder(n, unused=GONE):\n    return lambda m: n + m\n");
    assertThat(broken.passRate()).hasValue(0.0);
    assertThat(broken.disturbed()).contains(test("square"), test("thread"));
    assertThat(broken.detail()).contains("CANDIDATE_BROKEN");
  }

  @Test
  void itIsMeasuredOnceForAStore() {
    Reach first = iccm().rollouts().reach(app, ResourceLimits.DEFAULT).orElseThrow();
    int before = measured.get();
    assertThat(before).isEqualTo(1);
    // another process would find it there
    iccm().close();
    wired = newIccm();
    assertThat(iccm().rollouts().reach(app, ResourceLimits.DEFAULT)).contains(first);
    assertThat(measured.get()).isEqualTo(before);
    assertThat(first.unknown()).isEmpty();
    assertThat(first.tests(UnitId.parse("depot/plain.py#opened")))
        .containsExactly(test("first_of_session"), test("second_of_session"));
  }
}
