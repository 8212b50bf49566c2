package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.iccm.api.Iccm;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BudgetAndResumeTest {
  @TempDir Path directory;
  private Lab lab;
  private final ScriptedTestRunner runner = Lab.runner().build();

  @BeforeEach
  void makeLab() {
    lab = new Lab(directory);
  }

  /** Takes rollouts until the budget's exception, which it gives back with them. */
  private record Stopped(List<Rollout> rollouts, BudgetExceededException error) {}

  private static Stopped untilStopped(Iccm iccm, RolloutRequest request) {
    List<Rollout> rollouts = new ArrayList<>();
    try (RolloutBatch batch = iccm.rollouts().submit(request)) {
      for (int i = 0; i < 600 && !batch.isDone(); i++) {
        batch.next(Duration.ofMillis(50)).ifPresent(rollouts::add);
      }
      throw new AssertionError("no budget stopped it; rollouts: " + rollouts.size());
    } catch (BudgetExceededException e) {
      return new Stopped(rollouts, e);
    }
  }

  @Test
  void stopsAtItsCallsDeliversWhatIsFinishedAndRemembersAcrossAResume() {
    ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);
    RolloutRequest request =
        Lab.request().samples(6).budget(Budget.builder().calls(4).build()).build();
    try (Iccm iccm = lab.open(model, runner)) {
      Stopped first = untilStopped(iccm, request);
      assertThat(first.rollouts()).hasSize(4);
      assertThat(first.error().dimension()).isEqualTo("calls");
      assertThat(first.error().runId()).isEqualTo("run-1");
      assertThat(first.error()).hasMessageContaining("run-1");
      assertThat(model.calls()).isEqualTo(4);
    }
    ScriptedLlmBackend again = ScriptedLlmBackend.always("m", Lab.RIGHT);
    try (Iccm iccm = lab.open(again, runner)) {
      Stopped second = untilStopped(iccm, request);
      assertThat(second.rollouts()).hasSize(4).allMatch(Rollout::completionCached);
      assertThat(again.calls()).isZero();
      // a higher limit for the same run goes on where it stopped
      RolloutRequest raised = request.toBuilder().budget(Budget.builder().calls(6).build()).build();
      assertThat(Lab.finish(iccm, raised)).hasSize(6);
      assertThat(again.calls()).isEqualTo(2);
    }
  }

  @Test
  void countsAnotherRunByItself() {
    ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);
    Budget two = Budget.builder().calls(2).build();
    try (Iccm iccm = lab.open(model, runner)) {
      assertThat(untilStopped(iccm, Lab.request().samples(3).budget(two).build()).rollouts())
          .hasSize(2);
      RolloutRequest other =
          RolloutRequest.builder("run-2", Lab.request().build().applications(), List.of("terse"))
              .contextBudget(400)
              .samples(3)
              .budget(two)
              .build();
      assertThat(Lab.finish(iccm, other)).hasSize(3);
    }
  }

  @Test
  void stopsAtItsTokensAndNeverOverspends() {
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m").answering(r -> Lab.RIGHT).withoutUsage().build();
    Budget tight = Budget.builder().tokens(2500).build();
    try (Iccm iccm = lab.open(model, runner)) {
      Stopped stopped = untilStopped(iccm, Lab.request().samples(40).budget(tight).build());
      assertThat(stopped.error().dimension()).isEqualTo("tokens");
      assertThat(stopped.rollouts()).isNotEmpty().hasSizeLessThan(40);
      // unknown usage costs its reservation
      assertThat(iccm.store().ledger().spent("run-1").orElseThrow().tokens())
          .isPositive()
          .isLessThanOrEqualTo(2500);
    }
  }

  @Test
  void stopsWhenItsTimeIsOver() {
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m")
            .answering(
                r -> {
                  lab.clock.advance(Duration.ofMinutes(1));
                  return Lab.RIGHT;
                })
            .build();
    Budget time = Budget.builder().wallClock(Duration.ofMinutes(3)).build();
    try (Iccm iccm = lab.open(model, runner)) {
      Stopped stopped = untilStopped(iccm, Lab.request().samples(9).budget(time).build());
      assertThat(stopped.error().dimension()).isEqualTo("wallClock");
      assertThat(model.calls()).isBetween(2, 4);
    }
  }

  @Test
  void stopsTheNextLocalModelTooInsteadOfWaitingForItsTurn() {
    ScriptedLlmBackend one = ScriptedLlmBackend.always("one", Lab.RIGHT);
    ScriptedLlmBackend two = ScriptedLlmBackend.always("two", Lab.RIGHT);
    try (Iccm iccm = lab.open(b -> b.llm("one", one).llm("two", two).runner(runner))) {
      Stopped stopped =
          untilStopped(
              iccm, Lab.request().samples(5).budget(Budget.builder().calls(3).build()).build());
      assertThat(stopped.rollouts()).hasSize(3);
      assertThat(one.calls() + two.calls()).isEqualTo(3);
    }
  }

  @Test
  void goesOnAfterACancelWithoutRepeatingAnythingFinished() {
    RolloutRequest request = Lab.request().samples(8).build();
    ScriptedLlmBackend slow =
        ScriptedLlmBackend.builder("m")
            .answering(r -> Lab.RIGHT)
            .delay(Duration.ofMillis(150))
            .build();
    List<Rollout> before = new ArrayList<>();
    try (Iccm iccm = lab.open(slow, runner);
        RolloutBatch batch = iccm.rollouts().submit(request)) {
      while (before.size() < 3) {
        batch.next(Duration.ofSeconds(10)).ifPresent(before::add);
      }
      batch.cancel();
      before.addAll(Lab.drain(batch));
      assertThat(batch.isDone()).isTrue();
    }
    assertThat(before).hasSizeBetween(3, 7);
    assertThat(before).noneMatch(r -> r.outcome() == RolloutOutcome.NO_COMPLETION);

    ScriptedLlmBackend quick = ScriptedLlmBackend.always("m", Lab.RIGHT);
    ScriptedTestRunner idle = Lab.runner().build();
    try (Iccm iccm = lab.open(quick, idle)) {
      List<Rollout> after = Lab.finish(iccm, request);
      assertThat(after).hasSize(8);
      Set<Integer> finished = new HashSet<>();
      before.forEach(r -> finished.add(r.sample()));
      assertThat(quick.requests().stream().map(CompletionRequest::sampleIndex))
          .doesNotContainAnyElementsOf(finished)
          .doesNotHaveDuplicates();
      assertThat(quick.calls()).isLessThanOrEqualTo(8 - finished.size());
      assertThat(idle.runs()).isZero();
    }
  }

  @Test
  void takesNoRequestsAfterItsEnd() {
    Iccm iccm = lab.open(ScriptedLlmBackend.always("m", Lab.RIGHT), runner);
    iccm.close();
    assertThatThrownBy(() -> iccm.rollouts().submit(Lab.request().build()))
        .isInstanceOf(IllegalStateException.class);
  }
}
