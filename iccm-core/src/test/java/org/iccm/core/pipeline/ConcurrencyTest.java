package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.doubles.ScriptedContextEngineer;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.iccm.testkit.threads.IccmThreads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConcurrencyTest {
  @TempDir Path directory;
  private Lab lab;
  private final ScriptedTestRunner runner = Lab.runner().build();

  @BeforeEach
  void makeLab() {
    lab = new Lab(directory);
  }

  private static ScriptedLlmBackend.Builder slow(int concurrency) {
    return ScriptedLlmBackend.builder("m")
        .answering(r -> Lab.RIGHT)
        .concurrency(concurrency)
        .delay(Duration.ofMillis(100));
  }

  @Test
  void keepsAModelsSlotsFullAndNeverOverfull() {
    ScriptedLlmBackend model = slow(3).build();
    try (Iccm iccm = lab.open(model, runner)) {
      Lab.finish(iccm, Lab.request().samples(12).build());
    }
    assertThat(model.peakConcurrency()).isEqualTo(3);
    assertThat(model.calls()).isEqualTo(12);
  }

  @Test
  void admitsOverAllBatchesTogether() {
    ScriptedLlmBackend model = slow(2).build();
    try (Iccm iccm = lab.open(model, runner);
        RolloutBatch one = iccm.rollouts().submit(Lab.request().samples(4).build());
        RolloutBatch two = iccm.rollouts().submit(Lab.request().samples(4).seed(5).build())) {
      assertThat(Lab.drain(one)).hasSize(4);
      assertThat(Lab.drain(two)).hasSize(4);
    }
    assertThat(model.peakConcurrency()).isEqualTo(2);
    assertThat(model.calls()).isEqualTo(8);
  }

  @Test
  void followsACardThatAsksForLess() throws InterruptedException {
    ScriptedLlmBackend model = slow(4).build();
    try (Iccm iccm = lab.open(model, runner);
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().samples(16).build())) {
      int seen = 0;
      while (seen < 4) {
        seen += batch.next(Duration.ofSeconds(10)).isPresent() ? 1 : 0;
      }
      model.concurrency(1);
      Thread.sleep(250);
      int callsThen = model.calls();
      long start = System.nanoTime();
      assertThat(Lab.drain(batch)).hasSize(12);
      long millis = (System.nanoTime() - start) / 1_000_000;
      // one at a time from here: no two of the rest can have shared their 100 ms
      assertThat(millis).isGreaterThanOrEqualTo((16L - callsThen - 1) * 100 - 50);
    }
  }

  @Test
  void waitsForEqualWorkUnderWayInsteadOfRepeatingIt() {
    ScriptedLlmBackend model = slow(4).build();
    ScriptedContextEngineer engineer = Lab.terse();
    try (Iccm iccm = lab.open(b -> b.llm("m", model).runner(runner).engineer("e", engineer));
        RolloutBatch one = iccm.rollouts().submit(Lab.request("e").samples(4).build());
        RolloutBatch two = iccm.rollouts().submit(Lab.request("e").samples(4).build())) {
      List<Rollout> all = new ArrayList<>(Lab.drain(one));
      all.addAll(Lab.drain(two));
      assertThat(all).hasSize(8);
      assertThat(all.stream().filter(Rollout::completionCached)).hasSize(4);
      assertThat(one.cost().modelCalls() + two.cost().modelCalls()).isEqualTo(4);
    }
    assertThat(model.calls()).isEqualTo(4);
    assertThat(engineer.calls()).isEqualTo(1);
    assertThat(runner.runs()).isEqualTo(4);
  }

  @Test
  void takesOverEqualWorkWhoseOwnerWasCancelled() throws InterruptedException {
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m")
            .answering(r -> Lab.RIGHT)
            .delay(Duration.ofMillis(600))
            .build();
    try (Iccm iccm = lab.open(model, runner)) {
      RolloutBatch first = iccm.rollouts().submit(Lab.request().build());
      while (model.calls() == 0) {
        Thread.sleep(10);
      }
      RolloutBatch second = iccm.rollouts().submit(Lab.request().build());
      Thread.sleep(200);
      first.cancel();
      assertThat(Lab.drain(second)).hasSize(1);
      first.close();
      second.close();
    }
    assertThat(model.calls()).isEqualTo(2);
  }

  @Test
  void keepsARunnersSlotsFullAndNeverOverfull() {
    AtomicInteger answers = new AtomicInteger();
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m")
            .concurrency(8)
            .answering(
                r ->
                    SampleApplication.answer(
                        SampleApplication.SOURCE + "\n# " + answers.incrementAndGet() + "\n"))
            .build();
    ScriptedTestRunner slowRunner =
        Lab.runner().concurrency(3).delay(Duration.ofMillis(100)).build();
    try (Iccm iccm = lab.open(model, slowRunner)) {
      Lab.finish(iccm, Lab.request().samples(9).build());
    }
    assertThat(slowRunner.peakConcurrency()).isEqualTo(3);
    assertThat(slowRunner.runs()).isEqualTo(12);
  }

  @Test
  void letsLocalModelsTakeTurnsAndRemoteOnesRunTogether() {
    assertThat(peakOfBoth(true)).isEqualTo(1);
    assertThat(peakOfBoth(false)).isEqualTo(2);
  }

  private int peakOfBoth(boolean local) {
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger peak = new AtomicInteger();
    List<ScriptedLlmBackend> models = new ArrayList<>();
    for (String id : List.of("one", "two")) {
      models.add(
          ScriptedLlmBackend.builder(id + local)
              .local(local)
              .answering(
                  r -> {
                    peak.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    try {
                      Thread.sleep(80);
                    } catch (InterruptedException e) {
                      Thread.currentThread().interrupt();
                    }
                    inside.decrementAndGet();
                    return Lab.RIGHT;
                  })
              .build());
    }
    try (Iccm iccm =
        lab.open(b -> b.llm("one", models.get(0)).llm("two", models.get(1)).runner(runner))) {
      assertThat(Lab.finish(iccm, Lab.request().samples(4).build())).hasSize(8);
    }
    return peak.get();
  }

  @Test
  void answersFromTheStoreDoNotWaitForAModelsTurn() {
    ScriptedLlmBackend one = ScriptedLlmBackend.always("one", Lab.RIGHT);
    ScriptedLlmBackend two = ScriptedLlmBackend.always("two", Lab.RIGHT);
    try (Iccm iccm = lab.open(b -> b.llm("two", two).runner(runner))) {
      Lab.finish(iccm, Lab.request().samples(3).build());
    }
    ScriptedLlmBackend slowOne =
        ScriptedLlmBackend.builder("one")
            .answering(r -> Lab.RIGHT)
            .delay(Duration.ofSeconds(20))
            .build();
    try (Iccm iccm = lab.open(b -> b.llm("one", slowOne).llm("two", two).runner(runner));
        RolloutBatch batch = iccm.rollouts().submit(Lab.request().samples(3).build())) {
      for (int i = 0; i < 3; i++) {
        Rollout rollout = batch.next(Duration.ofSeconds(10)).orElseThrow();
        assertThat(rollout.model()).isEqualTo("two");
      }
    }
    one.close();
    assertThat(two.calls()).isEqualTo(3);
  }

  @Test
  void measuresManyOriginalsBeforeTheFirstModelCall() {
    ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);
    List<Application> apps = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ApplicationView view = SampleApplication.view();
      apps.add(
          Application.builder(
                  ApplicationView.builder("app-" + i, view.name(), view.description(), "python")
                      .sources(view.sources())
                      .build(),
                  SampleApplication.suite())
              .build());
    }
    try (Iccm iccm = lab.open(model, runner)) {
      RolloutRequest request =
          RolloutRequest.builder("run-1", apps, List.of("terse")).contextBudget(400).build();
      assertThat(Lab.finish(iccm, request)).hasSize(3);
    }
    // equal sources under equal suites: one inventory serves all
    assertThat(runner.requests().stream().filter(Lab::isOriginal)).hasSize(3);
  }

  @Test
  void leavesNoThreadBehindWhetherBatchesWereClosedOrNot() {
    IccmThreads before = IccmThreads.now();
    ScriptedLlmBackend model = slow(2).build();
    Iccm iccm = lab.open(model, runner);
    Lab.drain(iccm.rollouts().submit(Lab.request().samples(2).build()));
    Lab.drain(iccm.rollouts().submit(Lab.request().samples(3).build()));
    iccm.rollouts().submit(Lab.request().samples(30).build());
    assertThat(before.added()).isNotEmpty();
    iccm.close();
    before.assertNoneAdded(Duration.ofSeconds(5));
  }

  @Test
  void endsAtOnceWhenClosedWhileModelsAreBusy() {
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m").delay(Duration.ofMinutes(5)).concurrency(4).build();
    Iccm iccm = lab.open(model, runner);
    RolloutBatch batch = iccm.rollouts().submit(Lab.request().samples(8).build());
    while (model.calls() < 4) {
      Thread.onSpinWait();
    }
    long start = System.nanoTime();
    iccm.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(batch.next(Duration.ofMillis(10))).isEmpty();
    assertThat(batch.isDone()).isTrue();
  }
}
