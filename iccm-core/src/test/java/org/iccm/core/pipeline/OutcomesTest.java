package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.Iccm;
import org.iccm.api.application.TestGroup;
import org.iccm.api.error.LlmException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.testing.RunOutcome;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class OutcomesTest {
  @TempDir Path directory;
  private Lab lab;
  private final ScriptedTestRunner runner = Lab.runner().build();

  @BeforeEach
  void makeLab() {
    lab = new Lab(directory);
  }

  private Rollout only(ScriptedLlmBackend model, ScriptedTestRunner with) {
    try (Iccm iccm = lab.open(model, with)) {
      List<Rollout> rollouts = Lab.finish(iccm, Lab.request().build());
      assertThat(rollouts).hasSize(1);
      return rollouts.get(0);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = RunOutcome.class,
      names = {"CANDIDATE_BROKEN", "TIMEOUT", "OUT_OF_MEMORY", "TAMPERED"})
  void scoresAFailedRunZeroAndCallsItByItsName(RunOutcome outcome) {
    ScriptedTestRunner failing =
        ScriptedTestRunner.builder()
            .otherwise(
                run ->
                    Lab.isOriginal(run) ? Lab.judge(run) : ScriptedTestRunner.ended(run, outcome))
            .build();
    Rollout rollout = only(ScriptedLlmBackend.always("m", Lab.RIGHT), failing);
    assertThat(rollout.outcome().name()).isEqualTo(outcome.name());
    assertThat(rollout.score(TestGroup.REPORT)).hasValue(0);
    assertThat(rollout.detail()).isEqualTo("scripted " + outcome);
  }

  @Test
  void scoresAnAnswerWithoutAFileZero() {
    Rollout rollout = only(ScriptedLlmBackend.always("m", "I would rather not."), runner);
    assertThat(rollout.outcome()).isEqualTo(RolloutOutcome.UNPARSEABLE);
    assertThat(rollout.score(TestGroup.REWARD)).hasValue(0);
    assertThat(rollout.completion()).isPresent();
    assertThat(runner.runs()).isEqualTo(3);
  }

  @Test
  void callsAnAnswerTruncatedWhoseCutFileDoesNotRun() {
    ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);
    try (Iccm iccm = lab.open(model, runner)) {
      List<Rollout> rollouts =
          Lab.finish(
              iccm, Lab.request().sampling(Sampling.builder().maxTokens(12).build()).build());
      assertThat(rollouts).extracting(Rollout::outcome).containsExactly(RolloutOutcome.TRUNCATED);
      assertThat(rollouts.get(0).score(TestGroup.REPORT)).hasValue(0);
    }
  }

  @Test
  void leavesOutWhatAModelFailedToAnswerAndAsksAgainNextTime() {
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m")
            .answering(r -> Lab.RIGHT)
            .failFirst(1, () -> new LlmException("m", OptionalInt.of(500), true, "it is down"))
            .build();
    try (Iccm iccm = lab.open(model, runner)) {
      List<Rollout> first = Lab.finish(iccm, Lab.request().samples(2).build());
      assertThat(first)
          .extracting(Rollout::outcome)
          .containsExactlyInAnyOrder(RolloutOutcome.NO_COMPLETION, RolloutOutcome.COMPLETED);
      Rollout failed =
          first.stream()
              .filter(r -> r.outcome() == RolloutOutcome.NO_COMPLETION)
              .findFirst()
              .orElseThrow();
      assertThat(failed.score(TestGroup.REPORT)).isEmpty();
      assertThat(failed.detail()).contains("it is down");
      List<Rollout> second = Lab.finish(iccm, Lab.request().samples(2).build());
      assertThat(second).extracting(Rollout::outcome).containsOnly(RolloutOutcome.COMPLETED);
      assertThat(model.calls()).isEqualTo(3);
    }
  }

  @Test
  void takesAnAnswerOfAnotherModelForNone() {
    ScriptedLlmBackend liar =
        ScriptedLlmBackend.builder("m").answering(r -> Lab.RIGHT).answeringAs("other").build();
    Rollout rollout = only(liar, runner);
    assertThat(rollout.outcome()).isEqualTo(RolloutOutcome.NO_COMPLETION);
    assertThat(rollout.detail()).contains("other");
  }

  @Test
  void triesAgainWhereTheSandboxFailed() {
    AtomicInteger tries = new AtomicInteger();
    ScriptedTestRunner shaky =
        ScriptedTestRunner.builder()
            .otherwise(
                run ->
                    Lab.isOriginal(run) || tries.incrementAndGet() > 2
                        ? Lab.judge(run)
                        : ScriptedTestRunner.ended(run, RunOutcome.INFRASTRUCTURE))
            .build();
    Rollout rollout = only(ScriptedLlmBackend.always("m", Lab.RIGHT), shaky);
    assertThat(rollout.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
    assertThat(tries).hasValue(3);
  }

  @Test
  void leavesOutWhatTheSandboxNeverRanAndRunsItNextTime() {
    AtomicInteger down = new AtomicInteger(1);
    ScriptedTestRunner shaky =
        ScriptedTestRunner.builder()
            .otherwise(
                run -> {
                  if (!Lab.isOriginal(run) && down.get() == 1) {
                    throw new RunnerException("scripted", true, "the daemon does not answer");
                  }
                  return Lab.judge(run);
                })
            .build();
    ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);
    try (Iccm iccm = lab.open(model, shaky)) {
      Rollout first = Lab.finish(iccm, Lab.request().build()).get(0);
      assertThat(first.outcome()).isEqualTo(RolloutOutcome.INFRASTRUCTURE);
      assertThat(first.score(TestGroup.REWARD)).isEmpty();
      assertThat(first.detail()).contains("the daemon does not answer");
      down.set(0);
      Rollout second = Lab.finish(iccm, Lab.request().build()).get(0);
      assertThat(second.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
      assertThat(second.completionCached()).isTrue();
      assertThat(second.runCached()).isFalse();
    }
    assertThat(model.calls()).isEqualTo(1);
  }

  @Test
  void endsTheBatchWithTheReasonWhereTheHostCannotRunTestsAtAll() {
    ScriptedTestRunner unusable =
        ScriptedTestRunner.builder()
            .otherwise(
                run -> {
                  throw new RunnerException("scripted", false, "install bubblewrap");
                })
            .build();
    ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);
    try (Iccm iccm = lab.open(model, unusable);
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().build())) {
      assertThatThrownBy(() -> Lab.drain(batch))
          .isInstanceOf(RunnerException.class)
          .hasMessage("install bubblewrap");
      assertThat(batch.isDone()).isTrue();
    }
    assertThat(model.calls()).isZero();
  }

  @Test
  void doesNotBlameTheApplicationWhereTheSandboxFailsOnTheOriginal() {
    ScriptedTestRunner down =
        ScriptedTestRunner.builder()
            .otherwise(run -> ScriptedTestRunner.ended(run, RunOutcome.INFRASTRUCTURE))
            .build();
    try (Iccm iccm = lab.open(ScriptedLlmBackend.always("m", Lab.RIGHT), down);
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().build())) {
      assertThatThrownBy(() -> Lab.drain(batch))
          .isInstanceOf(RunnerException.class)
          .hasMessageContaining(SampleApplication.ID);
    }
  }
}
