package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.Test;

class InventoryMeasureTest {
  private static final Application APP = SampleApplication.application();
  private static final SourceFile IDLE = new SourceFile("idle.py", "def f(): pass\n");
  private static final SourceFile LOUD = new SourceFile("loud.py", "def f(): raise ValueError\n");

  private static Inventory measure(
      Map<String, List<SourceFile>> stubs, Function<TestRun, TestReport> runs) {
    return measure(EnumSet.of(IsolationMode.IN_PROCESS), stubs, runs);
  }

  private static Inventory measure(
      Set<IsolationMode> modes,
      Map<String, List<SourceFile>> stubs,
      Function<TestRun, TestReport> runs) {
    PreparedSuite suite =
        PreparedSuite.builder(APP.suite(), EnvironmentSpec.builder("python").build(), "env")
            .build();
    ScriptedTestRunner runner = ScriptedTestRunner.builder().isolationModes(modes).build();
    return new InventoryMeasure(APP, suite, ResourceLimits.builder().build(), runner, runs)
        .measure(stubs);
  }

  private static TestReport passing(TestRun run, Predicate<TestId> which) {
    return ScriptedTestRunner.passing(run, which);
  }

  @Test
  void whatAStubPassesDoesNotCount() {
    List<TestId> all = measure(Map.of(), run -> passing(run, id -> true)).tests();
    TestId easy = all.get(0);
    TestId loud = all.get(1);
    Inventory inventory =
        measure(
            Map.of("returns nothing", List.of(IDLE), "raises ValueError", List.of(LOUD)),
            run ->
                run.files().contains(IDLE)
                    ? passing(run, easy::equals)
                    : run.files().contains(LOUD)
                        ? passing(run, loud::equals)
                        : passing(run, id -> true));
    assertThat(inventory.trivial()).containsExactlyInAnyOrder(easy, loud);
    assertThat(inventory.tests()).hasSize(all.size() - 2).doesNotContain(easy, loud);
  }

  @Test
  void aStubThatCannotBeLoadedPassesNothing() {
    Inventory inventory =
        measure(
            Map.of("returns nothing", List.of(IDLE)),
            run ->
                run.files().contains(IDLE)
                    ? TestReport.builder(RunOutcome.CANDIDATE_BROKEN).build()
                    : passing(run, id -> true));
    assertThat(inventory.trivial()).isEmpty();
  }

  @Test
  void testsThatAllPassWithoutKnowledgeAreAnError() {
    assertThatThrownBy(
            () ->
                measure(Map.of("returns nothing", List.of(IDLE)), run -> passing(run, id -> true)))
        .isInstanceOf(ApplicationException.class)
        .hasMessageContaining("know nothing")
        .hasMessageContaining("add tests");
  }

  @Test
  void aSandboxThatFailsOnAStubIsNoVerdict() {
    assertThatThrownBy(
            () ->
                measure(
                    Map.of("returns nothing", List.of(IDLE)),
                    run ->
                        run.files().contains(IDLE)
                            ? TestReport.builder(RunOutcome.INFRASTRUCTURE).build()
                            : passing(run, id -> true)))
        .isInstanceOf(RunnerException.class)
        .hasMessageContaining("the stub that returns nothing");
  }

  @Test
  void runsAreIsolatedIfTheOriginalLosesNothingByIt() {
    Inventory inventory =
        measure(EnumSet.allOf(IsolationMode.class), Map.of(), run -> passing(run, id -> true));
    assertThat(inventory.isolation()).isEqualTo(IsolationMode.ISOLATED);
    assertThat(inventory.isolationNote()).isEmpty();
  }

  @Test
  void aSuiteThatCannotBeSplitStaysInOneProcessAndSaysWhy() {
    Inventory inventory =
        measure(
            EnumSet.allOf(IsolationMode.class),
            Map.of("returns nothing", List.of(IDLE)),
            run -> {
              boolean isolated = run.isolation() == IsolationMode.ISOLATED;
              assertThat(isolated && run.files().contains(IDLE)).isFalse();
              return passing(
                  run,
                  id ->
                      !run.files().contains(IDLE)
                          && !(isolated && id.equals(run.testIds().get(0))));
            });
    assertThat(inventory.isolation()).isEqualTo(IsolationMode.IN_PROCESS);
    assertThat(inventory.isolationNote()).contains(APP.id()).contains("loses 1 of");
  }

  @Test
  void aRunnerThatOnlyIsolatesIsTakenAtItsWord() {
    Inventory inventory =
        measure(
            EnumSet.of(IsolationMode.ISOLATED),
            Map.of(),
            run -> {
              assertThat(run.isolation()).isEqualTo(IsolationMode.ISOLATED);
              return passing(run, id -> true);
            });
    assertThat(inventory.isolation()).isEqualTo(IsolationMode.ISOLATED);
  }
}
