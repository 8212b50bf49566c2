package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.iccm.api.Iccm;
import org.iccm.api.application.TestGroup;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Forecast;
import org.iccm.api.rollout.ProgressEvent;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RolloutBatchTest {
  @TempDir Path directory;
  private Lab lab;
  private final ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);
  private final ScriptedTestRunner runner = Lab.runner().build();

  @BeforeEach
  void makeLab() {
    lab = new Lab(directory);
  }

  @Test
  void givesARolloutForEveryCellAndScoresIt() {
    ScriptedLlmBackend weak = ScriptedLlmBackend.always("weak", Lab.WRONG);
    try (Iccm iccm = lab.open(b -> b.llm("m", model).llm("w", weak).runner(runner))) {
      List<Rollout> rollouts = Lab.finish(iccm, Lab.request().samples(2).build());
      assertThat(rollouts).hasSize(4);
      for (Rollout r : rollouts) {
        assertThat(r.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
        boolean right = r.model().equals("m");
        assertThat(r.score(TestGroup.REWARD)).hasValue(right ? 1.0 : 0.6);
        assertThat(r.score(TestGroup.REPORT)).hasValue(right ? 1.0 : 0.75);
        assertThat(r.completionKey()).isPresent();
        assertThat(r.runKey()).isPresent();
        assertThat(r.contextKey()).isPresent();
        assertThat(r.contextText()).contains("labels and counts jars");
        assertThat(r.modelRevision()).isEqualTo("scripted");
        assertThat(r.completionCached()).isFalse();
      }
      assertThat(rollouts)
          .extracting(r -> r.model() + r.sample())
          .containsExactlyInAnyOrder("m0", "m1", "w0", "w1");
    }
  }

  @Test
  void runsEqualReconstructionsOnceWhoeverWroteThem() {
    ScriptedLlmBackend other = ScriptedLlmBackend.always("other", Lab.RIGHT);
    try (Iccm iccm = lab.open(b -> b.llm("m", model).llm("o", other).runner(runner));
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().samples(3).build())) {
      List<Rollout> rollouts = Lab.drain(batch);
      assertThat(rollouts).hasSize(6);
      assertThat(rollouts.stream().map(Rollout::runKey).distinct()).hasSize(1);
      // three of the original, one of all six reconstructions
      assertThat(runner.runs()).isEqualTo(4);
      assertThat(batch.cost().testRuns()).isEqualTo(4);
      assertThat(batch.cost().cachedRuns()).isEqualTo(5);
    }
  }

  @Test
  void asksNothingTheSecondTime() {
    RolloutRequest request = Lab.request("terse").samples(2).build();
    List<Rollout> first;
    try (Iccm iccm = lab.open(model, runner)) {
      first = Lab.finish(iccm, request);
    }
    ScriptedLlmBackend again = ScriptedLlmBackend.always("m", "never asked");
    ScriptedTestRunner idle = Lab.runner().build();
    try (Iccm iccm = lab.open(again, idle);
        RolloutBatch batch = iccm.rollouts().submit(request)) {
      List<Rollout> second = Lab.drain(batch);
      assertThat(second)
          .extracting(r -> r.completionKey().orElseThrow())
          .containsExactlyInAnyOrderElementsOf(
              first.stream().map(r -> r.completionKey().orElseThrow()).toList());
      assertThat(second).allMatch(Rollout::completionCached).allMatch(Rollout::runCached);
      assertThat(second).allSatisfy(r -> assertThat(r.score(TestGroup.REPORT)).hasValue(1));
      Cost cost = batch.cost();
      assertThat(cost.modelCalls()).isZero();
      assertThat(cost.testRuns()).isZero();
      assertThat(cost.cachedCompletions()).isEqualTo(2);
      assertThat(cost.cachedRuns()).isEqualTo(2);
    }
    assertThat(again.calls()).isZero();
    assertThat(idle.runs()).isZero();
  }

  @Test
  void topsUpToTheSamplesWanted() {
    try (Iccm iccm = lab.open(model, runner)) {
      Lab.finish(iccm, Lab.request().samples(2).build());
      assertThat(model.calls()).isEqualTo(2);
      List<Rollout> five = Lab.finish(iccm, Lab.request().samples(5).build());
      assertThat(five).hasSize(5);
      assertThat(five.stream().filter(Rollout::completionCached)).hasSize(2);
      assertThat(model.calls()).isEqualTo(5);
      assertThat(model.requests().stream().map(r -> r.sampleIndex()))
          .containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
  }

  @Test
  void givesEachSampleASeedOfItsOwnThatDependsOnTheRunsSeed() {
    try (Iccm iccm = lab.open(model, runner)) {
      Lab.finish(iccm, Lab.request().samples(3).build());
      Lab.finish(iccm, Lab.request().samples(3).seed(9).build());
      assertThat(model.requests().stream().map(r -> r.sampling().seed().orElseThrow()))
          .doesNotHaveDuplicates();
    }
  }

  @Test
  void forgetsEarlierResultsWhereAskedAndKeepsThem() {
    try (Iccm iccm = lab.open(model, runner)) {
      Lab.finish(iccm, Lab.request().build());
      long before = iccm.store().generation();
      List<Rollout> again = Lab.finish(iccm, Lab.request().fresh(true).build());
      assertThat(again).noneMatch(Rollout::completionCached).noneMatch(Rollout::runCached);
      assertThat(model.calls()).isEqualTo(2);
      // the original was measured anew too
      assertThat(runner.runs()).isEqualTo(8);
      assertThat(iccm.store().generation()).isGreaterThan(before);
    }
  }

  @Test
  void forecastsWhatIsNotStored() {
    RolloutRequest request = Lab.request().samples(3).build();
    try (Iccm iccm = lab.open(model, runner)) {
      Forecast before = iccm.rollouts().forecast(request);
      assertThat(before.rollouts()).isEqualTo(3);
      assertThat(before.cachedCompletions()).isZero();
      assertThat(before.expected().calls()).isEqualTo(3);
      assertThat(before.expected().tokens()).isPositive();
      assertThat(before.basis()).contains("assumed");
      assertThat(model.calls()).isZero();
      Lab.finish(iccm, request);
      Forecast after = iccm.rollouts().forecast(request);
      assertThat(after.cachedCompletions()).isEqualTo(3);
      assertThat(after.expected().calls()).isZero();
      assertThat(after.expected().tokens()).isZero();
    }
  }

  @Test
  void namesAllUnknownModelsAndEngineersBeforeItSpendsAnything() {
    RolloutRequest request = Lab.request("ters", "terse").models(List.of("n")).build();
    try (Iccm iccm = lab.open(model, runner)) {
      assertThatThrownBy(() -> iccm.rollouts().submit(request))
          .isInstanceOfSatisfying(
              ConfigurationException.class, e -> assertThat(e.problems()).hasSize(2))
          .hasMessageContaining("terse");
      assertThat(model.calls() + runner.runs()).isZero();
    }
  }

  @Test
  void reportsProgressUpToTheLastRollout() {
    List<ProgressEvent> events = new CopyOnWriteArrayList<>();
    try (Iccm iccm = lab.open(b -> b.llm("m", model).runner(runner).progress(events::add))) {
      Lab.finish(iccm, Lab.request().samples(2).build());
    }
    assertThat(events).extracting(ProgressEvent::phase).contains("inventory", "contexts");
    assertThat(events.stream().filter(e -> e.phase().equals("rollouts")))
        .extracting(ProgressEvent::done)
        .containsExactlyInAnyOrder(1L, 2L);
    assertThat(events.stream().filter(e -> e.phase().equals("rollouts")))
        .allMatch(e -> e.total() == 2);
  }

  @Test
  void keepsTheCallersTag() {
    try (Iccm iccm = lab.open(model, runner);
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().tag("step 7").build())) {
      assertThat(batch.tag()).isEqualTo("step 7");
      assertThat(batch.total()).isEqualTo(1);
      Lab.drain(batch);
      assertThat(batch.isDone()).isTrue();
      assertThat(batch.next(Duration.ofMillis(10))).isEmpty();
    }
  }

  @Test
  void endsAWaitThatIsInterruptedAndKeepsTheFlag() {
    ScriptedLlmBackend slow = ScriptedLlmBackend.builder("m").delay(Duration.ofSeconds(20)).build();
    try (Iccm iccm = lab.open(slow, runner);
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().build())) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> batch.next(Duration.ofSeconds(20)))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void answersAModelsHandleFromTheStoreToo() {
    var request =
        org.iccm.api.llm.CompletionRequest.builder(
                List.of(org.iccm.api.llm.Message.user("Which jar?")))
            .build();
    try (Iccm iccm = lab.open(model, runner)) {
      assertThat(iccm.llm("m").complete(request).text()).isEqualTo(Lab.RIGHT);
      assertThat(iccm.llm("m").complete(request).text()).isEqualTo(Lab.RIGHT);
    }
    assertThat(model.calls()).isEqualTo(1);
  }
}
