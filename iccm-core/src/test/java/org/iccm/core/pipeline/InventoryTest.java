package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.TestId;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InventoryTest {
  private static final TestId ODD = SampleApplication.testIds().get(2);

  @TempDir Path directory;
  private Lab lab;
  private final ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);

  @BeforeEach
  void makeLab() {
    lab = new Lab(directory);
  }

  @Test
  void quarantinesATestThatTheOriginalPassesOnlySometimes() {
    AtomicInteger runs = new AtomicInteger();
    ScriptedTestRunner flaky =
        ScriptedTestRunner.builder()
            .otherwise(
                run -> {
                  boolean second = runs.incrementAndGet() == 2;
                  return ScriptedTestRunner.passing(run, id -> !(second && id.equals(ODD)));
                })
            .build();
    try (Iccm iccm = lab.open(model, flaky);
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().build())) {
      Rollout rollout = Lab.drain(batch).get(0);
      Inventory inventory = batch.inventories().get(SampleApplication.ID);
      assertThat(inventory).isNotNull();
      assertThat(inventory.quarantined()).containsExactly(ODD);
      assertThat(inventory.tests()).hasSize(8).doesNotContain(ODD);
      assertThat(inventory.repetitions()).isEqualTo(3);
      assertThat(rollout.inventory()).isEqualTo(inventory.tests());
      // the candidate is not asked the flaky test either
      assertThat(flaky.requests().get(3).testIds()).isEqualTo(inventory.tests());
    }
  }

  @Test
  void leavesOutASkippedTest() {
    ScriptedTestRunner skipping =
        ScriptedTestRunner.builder()
            .otherwise(
                run ->
                    ScriptedTestRunner.ran(
                        run, id -> id.equals(ODD) ? TestStatus.SKIPPED : TestStatus.PASSED))
            .build();
    try (Iccm iccm = lab.open(model, skipping)) {
      assertThat(Lab.finish(iccm, Lab.request().build()).get(0).inventory())
          .hasSize(8)
          .doesNotContain(ODD);
    }
  }

  private void assertRefused(ScriptedTestRunner runner, Application app, String... words) {
    RolloutRequest request =
        RolloutRequest.builder("run-1", List.of(app), List.of("terse")).build();
    try (Iccm iccm = lab.open(model, runner);
        RolloutBatch batch = iccm.rollouts().submit(request)) {
      assertThatThrownBy(() -> Lab.drain(batch))
          .isInstanceOfSatisfying(
              ApplicationException.class, e -> assertThat(e.applicationId()).isEqualTo(app.id()))
          .hasMessageContainingAll(words);
    }
    assertThat(model.calls()).isZero();
  }

  @Test
  void refusesAnApplicationThatFailsItsOwnTestAndNamesTheTest() {
    ScriptedTestRunner failing =
        ScriptedTestRunner.builder()
            .otherwise(run -> ScriptedTestRunner.passing(run, id -> !id.equals(ODD)))
            .build();
    assertRefused(
        failing, SampleApplication.application(), SampleApplication.ID, ODD.value(), "FAILED");
  }

  @Test
  void refusesAnApplicationWhoseOriginalDoesNotRun() {
    ScriptedTestRunner timeout =
        ScriptedTestRunner.builder()
            .otherwise(run -> ScriptedTestRunner.ended(run, RunOutcome.TIMEOUT))
            .build();
    assertRefused(timeout, SampleApplication.application(), SampleApplication.ID, "TIMEOUT");
  }

  @Test
  void refusesAnApplicationWithoutTests() {
    Application bare =
        Application.builder(SampleApplication.view(), SampleApplication.suite().toBuilder().build())
            .build();
    Application empty =
        Application.builder(
                bare.view(),
                org.iccm.api.application.TestSuite.builder(bare.id(), "python", List.of()).build())
            .build();
    assertRefused(Lab.runner().build(), empty, SampleApplication.ID, "no tests", "tests/");
  }

  @Test
  void refusesAnApplicationWhoseTestsAreAllFlakyOrSkipped() {
    ScriptedTestRunner skipping =
        ScriptedTestRunner.builder()
            .otherwise(run -> ScriptedTestRunner.ran(run, id -> TestStatus.SKIPPED))
            .build();
    assertRefused(skipping, SampleApplication.application(), SampleApplication.ID, "add tests");
  }

  @Test
  void measuresTheOriginalOnceAndAgainWhenTheSuiteChanges() {
    ScriptedTestRunner runner = Lab.runner().build();
    Application app = SampleApplication.application();
    Application edited =
        Application.builder(
                app.view(),
                org.iccm.api.application.TestSuite.builder(
                        app.id(), "python", app.suite().files().subList(0, 1))
                    .build())
            .build();
    try (Iccm iccm = lab.open(model, runner)) {
      Lab.finish(iccm, Lab.request().build());
      Lab.finish(iccm, Lab.request("terse").build());
      assertThat(runner.runs()).isEqualTo(4);
      Rollout rollout =
          Lab.finish(
                  iccm,
                  RolloutRequest.builder("run-1", List.of(edited), List.of("terse"))
                      .contextBudget(400)
                      .build())
              .get(0);
      assertThat(rollout.inventory()).hasSize(5);
      assertThat(rollout.completionCached()).isTrue();
      assertThat(runner.runs()).isEqualTo(8);
    }
  }
}
