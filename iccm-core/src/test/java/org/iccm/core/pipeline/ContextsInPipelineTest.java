package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.Gold;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestSuite;
import org.iccm.api.context.EngineerCard;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.api.error.LlmException;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.doubles.ScriptedContextEngineer;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContextsInPipelineTest {
  @TempDir Path directory;
  private Lab lab;
  private final ScriptedLlmBackend model = ScriptedLlmBackend.always("m", Lab.RIGHT);
  private final ScriptedTestRunner runner = Lab.runner().build();

  @BeforeEach
  void makeLab() {
    lab = new Lab(directory);
  }

  private static EngineeredContext free(String text) {
    return EngineeredContext.builder(
            List.of(Requirement.builder(RequirementKind.FUNCTIONAL, text).build()))
        .build();
  }

  private Iccm openWith(ScriptedContextEngineer engineer) {
    return lab.open(b -> b.llm("m", model).runner(runner).engineer("e", engineer));
  }

  @Test
  void rejectsAContextThatCopiesSourceWithoutAskingAModel() {
    ScriptedContextEngineer copier =
        ScriptedContextEngineer.always("copier", SampleApplication.SOURCE);
    try (Iccm iccm = openWith(copier)) {
      List<Rollout> rollouts = Lab.finish(iccm, Lab.request("e").samples(2).build());
      assertThat(rollouts)
          .hasSize(2)
          .allMatch(r -> r.outcome() == RolloutOutcome.CONTEXT_REJECTED)
          .allSatisfy(r -> assertThat(r.score(TestGroup.REPORT)).hasValue(0))
          .allSatisfy(r -> assertThat(r.gate().orElseThrow().findings()).isNotEmpty());
    }
    assertThat(model.calls()).isZero();
    assertThat(copier.calls()).isEqualTo(1);
  }

  @Test
  void rejectsAContextOverItsBudget() {
    ScriptedContextEngineer verbose =
        ScriptedContextEngineer.always("verbose", "Jars stand on boards. ".repeat(200));
    try (Iccm iccm = openWith(verbose)) {
      Rollout rollout = Lab.finish(iccm, Lab.request("e").build()).get(0);
      assertThat(rollout.outcome()).isEqualTo(RolloutOutcome.CONTEXT_REJECTED);
      assertThat(rollout.detail()).contains("budget");
    }
  }

  @Test
  void tellsOfMissingGoldBeforeAnythingIsSpent() {
    Application without =
        Application.builder(SampleApplication.view(), SampleApplication.suite()).build();
    try (Iccm iccm =
        lab.open(b -> b.llm("m", model).runner(runner).engineer("gold", "gold", Map.of()))) {
      RolloutRequest request =
          RolloutRequest.builder("run-1", List.of(without), List.of("gold")).build();
      assertThatThrownBy(() -> iccm.rollouts().submit(request))
          .isInstanceOf(ContextRejectedException.class)
          .hasMessageContaining(SampleApplication.ID)
          .hasMessageContaining("gold_requirements.md");
    }
    assertThat(model.calls()).isZero();
    assertThat(runner.runs()).isZero();
  }

  @Test
  void letsALabelledControlPassOutsideTheGate() {
    ScriptedContextEngineer control =
        new ScriptedContextEngineer(
            EngineerCard.builder("control", "c").leaking(true).build(),
            request -> free(SampleApplication.SOURCE));
    try (Iccm iccm = openWith(control)) {
      Rollout rollout = Lab.finish(iccm, Lab.request("e").build()).get(0);
      assertThat(rollout.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
      assertThat(rollout.leaking()).isTrue();
    }
  }

  @Test
  void letsAnEngineerWithModelsRewriteOnceAndShowsItTheVerdict() {
    ScriptedContextEngineer learner =
        new ScriptedContextEngineer(
            EngineerCard.builder("learner", "l").usesModels(true).build(),
            request ->
                free(
                    request.earlierRejection().isPresent()
                        ? "It labels jars."
                        : SampleApplication.SOURCE));
    try (Iccm iccm = openWith(learner)) {
      Rollout rollout = Lab.finish(iccm, Lab.request("e").build()).get(0);
      assertThat(rollout.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
      assertThat(rollout.contextText()).contains("It labels jars.");
      assertThat(learner.requests()).hasSize(2);
      assertThat(learner.requests().get(1).earlierRejection().orElseThrow().admitted()).isFalse();
      Lab.finish(iccm, Lab.request("e").build());
      assertThat(learner.calls()).isEqualTo(2);
    }
  }

  @Test
  void rewritesNoMoreThanOnce() {
    ScriptedContextEngineer stubborn =
        new ScriptedContextEngineer(
            EngineerCard.builder("stubborn", "s").usesModels(true).build(),
            request -> free(SampleApplication.SOURCE));
    try (Iccm iccm = openWith(stubborn)) {
      Rollout rollout = Lab.finish(iccm, Lab.request("e").build()).get(0);
      assertThat(rollout.outcome()).isEqualTo(RolloutOutcome.CONTEXT_REJECTED);
      assertThat(stubborn.calls()).isEqualTo(2);
    }
  }

  @Test
  void leavesOutWhatAnEngineersModelFailedToWrite() {
    ScriptedContextEngineer broken =
        new ScriptedContextEngineer(
            EngineerCard.builder("broken", "b").usesModels(true).build(),
            request -> {
              throw new LlmException("writer", OptionalInt.empty(), true, "the writer is away");
            });
    try (Iccm iccm = openWith(broken)) {
      List<Rollout> rollouts = Lab.finish(iccm, Lab.request("e", "terse").build());
      assertThat(rollouts)
          .extracting(Rollout::outcome)
          .containsExactlyInAnyOrder(RolloutOutcome.NO_COMPLETION, RolloutOutcome.COMPLETED);
      assertThat(rollouts.toString()).contains("the writer is away");
    }
  }

  @Test
  void admitsTheSampleApplicationsGoldUnderTheDefaultBudget() {
    try (Iccm iccm =
        lab.open(
            b -> b.llm("m", model).runner(runner).engineer("gold", "gold", java.util.Map.of()))) {
      RolloutRequest request =
          RolloutRequest.builder("run-1", List.of(SampleApplication.application()), List.of("gold"))
              .build();
      Rollout rollout = Lab.finish(iccm, request).get(0);
      assertThat(rollout.gate().orElseThrow().findings()).isEmpty();
      assertThat(rollout.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
      assertThat(rollout.contextText()).contains("modulo 100");
    }
  }

  @Test
  void makesAContextAnewWhenTheExpertEditsGold() {
    Application app = SampleApplication.application();
    Application edited =
        app.toBuilder()
            .gold(
                Gold.builder(
                        List.of(
                            Requirement.builder(RequirementKind.FUNCTIONAL, "Count the jars.")
                                .build()))
                    .build())
            .build();
    try (Iccm iccm =
        lab.open(
            b -> b.llm("m", model).runner(runner).engineer("gold", "gold", java.util.Map.of()))) {
      Lab.finish(iccm, Lab.request("gold").build());
      Rollout second =
          Lab.finish(
                  iccm,
                  RolloutRequest.builder("run-1", List.of(edited), List.of("gold"))
                      .contextBudget(400)
                      .build())
              .get(0);
      assertThat(second.contextText()).contains("Count the jars.");
    }
  }

  @Test
  void holdsAStoredContextAgainstANewSuite() {
    // harmless until a test asks for just that pair
    ScriptedContextEngineer example =
        ScriptedContextEngineer.always(
            "example", "The function room called with (41, 77) must return 496.");
    Application app = SampleApplication.application();
    Application harder =
        Application.builder(
                app.view(),
                TestSuite.builder(
                        app.id(),
                        "python",
                        List.of(
                            app.suite().files().get(0),
                            app.suite().files().get(1),
                            new SourceFile(
                                "report/test_more_report.py",
                                """
                                from shelf import room


                                def test_room_of_many_boards():
                                    assert room(41, 77) == 496
                                """)))
                    .build())
            .build();
    try (Iccm iccm = openWith(example)) {
      Rollout before = Lab.finish(iccm, Lab.request("e").build()).get(0);
      assertThat(before.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
      Rollout after =
          Lab.finish(
                  iccm,
                  RolloutRequest.builder("run-1", List.of(harder), List.of("e"))
                      .contextBudget(400)
                      .build())
              .get(0);
      assertThat(after.outcome()).isEqualTo(RolloutOutcome.CONTEXT_REJECTED);
    }
  }
}
