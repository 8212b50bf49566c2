package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalDouble;
import org.iccm.api.Iccm;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Scope;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.reward.RewardInput;
import org.iccm.api.rollout.Attribution;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.GivenContext;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.UnitSelection;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model that gets room right only if it is told of the lowest board. */
class AttributionTest {
  private static final EngineeredContext CONTEXT =
      UnitLab.context(
          UnitLab.about("Jars are never broken."),
          UnitLab.about("A board takes seven jars.", UnitLab.ROOM),
          UnitLab.about("The lowest takes two fewer.", UnitLab.ROOM),
          UnitLab.about("Four letters, a dash, the year modulo 100.", UnitLab.LABEL));

  @TempDir Path directory;
  private UnitLab lab;
  private final ScriptedLlmBackend model =
      UnitLab.model(
          r ->
              UnitLab.asked(r).equals(UnitLab.ROOM)
                      && !r.messages().get(1).content().contains("two fewer")
                  ? UnitLab.fenced(UnitLab.WRONG_ROOM)
                  : UnitLab.original(r));

  @BeforeEach
  void makeLab() {
    lab = new UnitLab(directory);
  }

  private static RolloutRequest.Builder request() {
    return RolloutRequest.builder("run-1", List.of(SampleApplication.application()), List.of())
        .contextBudget(400)
        .scope(Scope.UNIT)
        .contexts(List.of(GivenContext.of(SampleApplication.ID, "policy", CONTEXT)));
  }

  private Iccm open() {
    return lab.open(model, UnitLab.runner().build());
  }

  @Test
  void eachRequirementIsWorthWhatIsLostWithoutIt() {
    try (Iccm iccm = open()) {
      List<Attribution> all = iccm.rollouts().attribute(request().build());
      assertThat(all).hasSize(1);
      Attribution a = all.get(0);
      assertThat(a.engineer()).isEqualTo("policy");
      assertThat(a.context()).contains(CONTEXT);
      assertThat(a.whole()).hasValue(1);
      // one of room's two tests in the reward group, and room is one of two units
      assertThat(a.differences())
          .containsExactly(
              OptionalDouble.of(0),
              OptionalDouble.of(0),
              OptionalDouble.of(.25),
              OptionalDouble.of(0));
      // room with three requirements, label with two: each whole and without each
      assertThat(a.rollouts()).isEqualTo(4 + 3);
      assertThat(model.calls()).isEqualTo(7);
    }
  }

  @Test
  void itIsChargedToTheBudgetAndGoesOnWithALargerOne() {
    try (Iccm iccm = open()) {
      RolloutRequest four = request().budget(Budget.builder().calls(4).build()).build();
      assertThatThrownBy(() -> iccm.rollouts().attribute(four))
          .isInstanceOf(BudgetExceededException.class);
      assertThat(iccm.store().ledger().spent("run-1").orElseThrow().calls()).isEqualTo(4);
      RolloutRequest seven = request().budget(Budget.builder().calls(7).build()).build();
      assertThat(iccm.rollouts().attribute(seven).get(0).whole()).hasValue(1);
      assertThat(model.calls()).isEqualTo(7);
    }
  }

  @Test
  void aBatchDeliversThemToo() {
    try (Iccm iccm = open()) {
      List<Rollout> rollouts = Lab.finish(iccm, request().leaveOneOut(true).build());
      assertThat(Attribution.of(rollouts).get(0).differences().get(2)).hasValue(.25);
      assertThat(rollouts.stream().map(Rollout::key)).doesNotHaveDuplicates();
      assertThat(rollouts)
          .filteredOn(r -> r.omitted().isPresent())
          .hasSize(5)
          .allSatisfy(r -> assertThat(r.given()).doesNotContain(r.omitted().getAsInt()));
    }
  }

  @Test
  void ofWholeApplicationsItIsTheSame() {
    ScriptedLlmBackend whole =
        UnitLab.model(
            r -> r.messages().get(1).content().contains("two fewer") ? Lab.RIGHT : Lab.WRONG);
    try (Iccm iccm = lab.open(whole, UnitLab.runner().build())) {
      Attribution a = iccm.rollouts().attribute(request().scope(Scope.APPLICATION).build()).get(0);
      // one of five tests in the reward group
      assertThat(a.differences().get(2).getAsDouble()).isEqualTo(1 - 4 / 5.0);
      assertThat(a.differences().get(3)).hasValue(0);
      assertThat(a.rollouts()).isEqualTo(5);
    }
  }

  @Test
  void whatTheGateRejectsIsWorthNothingThatCouldBeSaid() {
    EngineeredContext long1 = UnitLab.context(UnitLab.about("Jars. ".repeat(900), UnitLab.ROOM));
    try (Iccm iccm = open()) {
      Attribution a =
          iccm.rollouts()
              .attribute(
                  request()
                      .contexts(List.of(GivenContext.of(SampleApplication.ID, "long", long1)))
                      .build())
              .get(0);
      assertThat(a.whole()).hasValue(0);
      assertThat(a.differences()).containsExactly(OptionalDouble.empty());
      assertThat(model.calls()).isZero();
    }
  }

  @Test
  void aRewardIsOfOneScopeOneUnitAndWholeContexts() {
    try (Iccm iccm = open()) {
      List<Rollout> all = Lab.finish(iccm, request().leaveOneOut(true).build());
      List<Rollout> room = all.stream().filter(r -> r.units().contains(UnitLab.ROOM)).toList();
      List<Rollout> whole = room.stream().filter(r -> r.omitted().isEmpty()).toList();
      assertThat(reward(whole).scope(Scope.UNIT).build().rollouts()).isEqualTo(whole);
      assertThatThrownBy(() -> reward(whole).build()).hasMessageContaining("scope APPLICATION");
      assertThatThrownBy(() -> reward(room).scope(Scope.UNIT).build())
          .hasMessageContaining("left out");
      assertThatThrownBy(
              () ->
                  reward(all.stream().filter(r -> r.omitted().isEmpty()).toList())
                      .scope(Scope.UNIT)
                      .build())
          .hasMessageContaining("one unit");
    }
  }

  private static RewardInput.Builder reward(List<Rollout> rollouts) {
    return RewardInput.builder(CONTEXT, rollouts, List.of("m"));
  }

  @Test
  void aSampleOfUnitsIsEnough() {
    try (Iccm iccm = open()) {
      RolloutRequest named =
          request()
              .units(UnitLab.request(UnitSelection.named(List.of(UnitLab.ROOM))).build().units())
              .build();
      Attribution a = iccm.rollouts().attribute(named).get(0);
      assertThat(a.differences().get(2)).hasValue(.5);
      assertThat(a.differences().get(3)).hasValue(0);
    }
  }
}
