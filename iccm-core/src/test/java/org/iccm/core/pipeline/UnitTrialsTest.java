package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.Iccm;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.error.RunnerException;
import org.iccm.api.rollout.RolloutService;
import org.iccm.api.rollout.UnitTrial;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitTrialsTest {
  private static final UnitId ROOM = new UnitId(SampleApplication.PATH, "room");
  private static final UnitId LABEL = new UnitId(SampleApplication.PATH, "label");
  private static final UnitId OLDEST = new UnitId(SampleApplication.PATH, "oldest");
  private static final String WRONG = "def room(jars, boards):\n    return 9\n";

  @TempDir Path directory;
  private Lab lab;
  private final AtomicInteger measured = new AtomicInteger();

  @BeforeEach
  void makeLab() {
    lab = new Lab(directory);
  }

  /** Puts a text behind the original, anything but {@code nonsense}. */
  private static final class Splicing extends SplicingPython {
    @Override
    public SourceFile splice(SourceFile original, UnitId unit, String replacement) {
      if (replacement.contains("nonsense")) {
        throw new IllegalArgumentException("unit " + unit + " cannot be replaced: nonsense");
      }
      return new SourceFile(original.path(), original.text() + "\n" + replacement);
    }
  }

  /** Tests reach the unit that they are named after; label runs at import too, oldest nowhere. */
  private Reach reach(TestRun run, List<CodeUnit> units) {
    measured.incrementAndGet();
    Reach.Builder reach = Reach.builder(units.stream().map(CodeUnit::id).toList());
    for (TestId test : run.testIds()) {
      if (test.value().endsWith("_of_none")) {
        reach.unknown(test, "it took too long");
      } else {
        List<UnitId> reached =
            units.stream()
                .map(CodeUnit::id)
                .filter(u -> test.value().contains("test_" + u.name()) && !u.equals(OLDEST))
                .toList();
        reach.test(test, reached, List.of(LABEL));
      }
    }
    return reach.build();
  }

  private static TestReport judge(TestRun run) {
    String text = run.files().get(0).text();
    return ScriptedTestRunner.passing(
        run,
        id ->
            !(text.contains(WRONG) && id.value().endsWith("room_without_board"))
                && !(text.contains("upset") && id.value().contains("oldest")));
  }

  private ScriptedTestRunner.Builder runner() {
    return ScriptedTestRunner.builder().otherwise(UnitTrialsTest::judge).reach(this::reach);
  }

  private Iccm open(ScriptedTestRunner runner) {
    return lab.open(
        b ->
            b.llm("m", ScriptedLlmBackend.always("m", Lab.RIGHT))
                .runner(runner)
                .language(new Splicing()));
  }

  private static UnitTrial rebuild(Iccm iccm, UnitId unit, String text) {
    return iccm.rollouts()
        .rebuild(SampleApplication.application(), ResourceLimits.DEFAULT, unit, text);
  }

  private static List<TestId> tests(String part) {
    return SampleApplication.testIds().stream().filter(t -> t.value().contains(part)).toList();
  }

  @Test
  void theTestsThatReachItAreRunApartFromTheOthers() {
    ScriptedTestRunner runner = runner().build();
    try (Iccm iccm = open(runner)) {
      UnitTrial trial = rebuild(iccm, ROOM, WRONG);
      assertThat(trial.counting()).containsExactlyElementsOf(tests("_room_"));
      assertThat(trial.passRate()).hasValueSatisfying(r -> assertThat(r).isEqualTo(2 / 3.0));
      assertThat(trial.disturbed()).isEmpty();
      List<TestRun> runs = runner.requests();
      assertThat(runs.get(runs.size() - 2).testIds()).containsExactlyElementsOf(tests("_room_"));
      // all others, but for the one whose reach is unknown
      assertThat(runs.get(runs.size() - 1).testIds())
          .hasSize(SampleApplication.testIds().size() - 4)
          .doesNotContainAnyElementsOf(tests("_room_"))
          .doesNotContainAnyElementsOf(tests("_of_none"));
      assertThat(rebuild(iccm, ROOM, WRONG)).isEqualTo(trial);
      assertThat(runner.runs()).isEqualTo(runs.size());
    }
  }

  @Test
  void thatOthersFailIsSaid() {
    try (Iccm iccm = open(runner().build())) {
      UnitTrial room = rebuild(iccm, ROOM, "def room():\n    upset\n");
      assertThat(room.disturbed())
          .containsExactlyElementsOf(
              tests("_oldest_").stream().filter(t -> !t.value().endsWith("_of_none")).toList());
      assertThat(room.detail()).contains("when its module is imported");
      UnitTrial label = rebuild(iccm, LABEL, "def label():\n    upset\n");
      assertThat(label.detail()).contains("it runs while modules are imported");
    }
  }

  @Test
  void whatCannotBeTriedIsRefused() {
    try (Iccm iccm = open(runner().build())) {
      assertThat(rebuild(iccm, OLDEST, "def oldest():\n    pass\n").refusal().orElse(""))
          .startsWith("no test reaches unit shelf.py#oldest; of 1 tests it is not known");
      assertThat(rebuild(iccm, ROOM, "nonsense").refusal().orElse("")).contains("nonsense");
    }
    ScriptedTestRunner blind =
        ScriptedTestRunner.builder()
            .environmentDigest("blind")
            .otherwise(UnitTrialsTest::judge)
            .build();
    try (Iccm iccm = open(blind)) {
      assertThat(rebuild(iccm, ROOM, WRONG).refusal().orElse("")).contains("cannot tell");
    }
  }

  @Test
  void itIsMeasuredOnceForAStore() {
    for (int i = 0; i < 2; i++) {
      try (Iccm iccm = open(runner().build())) {
        RolloutService rollouts = iccm.rollouts();
        Reach reach =
            rollouts.reach(SampleApplication.application(), ResourceLimits.DEFAULT).orElseThrow();
        assertThat(reach.tests(ROOM)).containsExactlyElementsOf(tests("_room_"));
        assertThat(reach.unknown()).hasSize(1);
        assertThat(rollouts.reach(SampleApplication.application(), ResourceLimits.DEFAULT))
            .contains(reach);
      }
    }
    assertThat(measured.get()).isEqualTo(1);
  }

  @Test
  void aSandboxThatFailsIsNoVerdict() {
    ScriptedTestRunner failing =
        runner()
            .otherwise(
                run ->
                    run.files().get(0).text().contains(WRONG)
                        ? ScriptedTestRunner.ended(run, RunOutcome.INFRASTRUCTURE)
                        : judge(run))
            .build();
    try (Iccm iccm = open(failing)) {
      assertThatThrownBy(() -> rebuild(iccm, ROOM, WRONG))
          .isInstanceOf(RunnerException.class)
          .hasMessageContaining(SampleApplication.ID)
          .hasMessageContaining("sandbox failed");
    }
  }
}
