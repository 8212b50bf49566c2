package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Forecast;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.UnitPlan;
import org.iccm.api.rollout.UnitSelection;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.TestRun;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which rollouts a request of scope UNIT has, what they cost, and how they run. */
class UnitPlanningTest {
  @TempDir Path directory;
  private UnitLab lab;
  private final ScriptedTestRunner runner = UnitLab.runner().build();

  @BeforeEach
  void makeLab() {
    lab = new UnitLab(directory);
  }

  private static Map<String, Scope> scopes(List<Rollout> rollouts) {
    return rollouts.stream()
        .collect(Collectors.toMap(Rollout::applicationId, Rollout::scope, (a, b) -> same(a, b)));
  }

  private static Scope same(Scope a, Scope b) {
    assertThat(a).as("one application, one scope").isEqualTo(b);
    return a;
  }

  private static RolloutRequest mixed(List<Application> apps, double share, long seed) {
    return RolloutRequest.builder("run-1", apps, List.of("gold"))
        .contextBudget(400)
        .scope(Scope.UNIT)
        .seed(seed)
        .samples(2)
        .units(UnitPlan.builder().applicationShare(share).build())
        .build();
  }

  @Test
  void aShareOfTheApplicationsIsRebuiltAsAWhole() {
    List<Application> shelves = UnitLab.shelves(4);
    ScriptedLlmBackend model =
        UnitLab.model(
            r ->
                r.messages().get(1).content().startsWith("Write the Python application")
                    ? Lab.RIGHT
                    : UnitLab.original(r));
    try (Iccm iccm = lab.open(model, runner)) {
      List<Rollout> all;
      RolloutRequest request = mixed(shelves, .5, 1);
      try (RolloutBatch batch = iccm.rollouts().submit(request)) {
        all = Lab.drain(batch);
        // two as a whole, two by two units, each twice
        assertThat(batch.total()).isEqualTo(all.size()).isEqualTo(2 * 2 + 2 * 2 * 2);
      }
      Map<String, Scope> scopes = scopes(all);
      assertThat(scopes.values())
          .containsExactlyInAnyOrder(Scope.UNIT, Scope.UNIT, Scope.APPLICATION, Scope.APPLICATION);
      assertThat(scopes(Lab.finish(iccm, request))).isEqualTo(scopes);
      assertThat(all)
          .filteredOn(r -> r.scope() == Scope.APPLICATION)
          .allSatisfy(
              r -> {
                assertThat(r.inventory()).hasSize(9);
                assertThat(r.given()).containsExactly(0, 1, 2).isEqualTo(r.speaking());
              });
    }
  }

  @Test
  void aShareBelowOneApplicationIsTakenAsOftenAsItSays() {
    List<Application> shelves = UnitLab.shelves(2);
    int whole = 0;
    Set<Set<String>> chosen = new HashSet<>();
    for (int seed = 0; seed < 400; seed++) {
      Set<String> byUnit = Targets.byUnit(mixed(shelves, .25, seed));
      whole += 2 - byUnit.size();
      chosen.add(byUnit);
    }
    // .25 x 2 x 400 = 200, standard deviation 10
    assertThat(whole).isBetween(160, 240);
    assertThat(chosen).hasSize(3);
    assertThat(Targets.byUnit(mixed(shelves, 0, 1))).hasSize(2);
    assertThat(Targets.byUnit(mixed(shelves, 1, 1))).isEmpty();
  }

  @Test
  void aSampleGoesByNameAndSeedAndALargerOneHoldsTheSmaller() {
    List<UnitId> units = IntStream.range(0, 20).mapToObj(i -> new UnitId("a.py", "u" + i)).toList();
    List<UnitId> backwards = new ArrayList<>(units);
    java.util.Collections.reverse(backwards);
    List<UnitId> five = UnitSelection.sampled(5, 7).of("app", units);
    assertThat(five).hasSize(5).isSubsetOf(units);
    assertThat(UnitSelection.sampled(5, 7).of("app", backwards))
        .containsExactlyInAnyOrderElementsOf(five);
    assertThat(UnitSelection.sampled(9, 7).of("app", units)).containsAll(five);
    assertThat(UnitSelection.sampled(5, 8).of("app", units)).isNotEqualTo(five);
    assertThat(UnitSelection.sampled(5, 7).of("other", units)).isNotEqualTo(five);
    assertThat(UnitSelection.sampled(50, 7).of("app", units)).isEqualTo(units);
    assertThat(UnitSelection.named(List.of(units.get(3))).of("app", List.of()))
        .containsExactly(units.get(3));
    assertThatThrownBy(() -> UnitSelection.sampled(0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aForecastKnowsTheUnitsOnceTheirReachIsMeasured() {
    RolloutRequest request = UnitLab.request(UnitSelection.reached()).leaveOneOut(true).build();
    ScriptedLlmBackend model = UnitLab.model(Map.of());
    try (Iccm iccm = lab.open(model, runner)) {
      Forecast before = iccm.rollouts().forecast(request);
      // nothing is measured yet: three units, each with and without one requirement
      assertThat(before.rollouts()).isEqualTo(6);
      assertThat(before.expected().calls()).isEqualTo(6);
      assertThat(runner.runs()).isZero();
      Lab.finish(iccm, request.toBuilder().leaveOneOut(false).build());
      Forecast after = iccm.rollouts().forecast(request);
      assertThat(after.rollouts()).isEqualTo(4);
      assertThat(after.cachedCompletions()).isEqualTo(2);
      assertThat(after.expected().calls()).isEqualTo(2);
      Lab.finish(iccm, request);
      assertThat(model.calls()).isEqualTo(4);
      assertThat(iccm.rollouts().forecast(request).expected().calls()).isZero();
    }
  }

  @Test
  void aBudgetStopsItAndAResumeGoesOn() {
    RolloutRequest request =
        UnitLab.request(UnitSelection.reached())
            .samples(4)
            .budget(Budget.builder().calls(5).build())
            .build();
    ScriptedLlmBackend model = UnitLab.model(Map.of());
    try (Iccm iccm = lab.open(model, runner)) {
      assertThatThrownBy(() -> Lab.finish(iccm, request))
          .isInstanceOf(BudgetExceededException.class);
      assertThat(model.calls()).isEqualTo(5);
    }
    ScriptedLlmBackend again = UnitLab.model(Map.of());
    try (Iccm iccm = lab.open(again, runner)) {
      RolloutRequest raised = request.toBuilder().budget(Budget.builder().calls(8).build()).build();
      assertThat(Lab.finish(iccm, raised)).hasSize(8);
      assertThat(again.calls()).isEqualTo(3);
    }
  }

  @Test
  void twoLocalModelsTakeTurns() {
    ScriptedLlmBackend one = UnitLab.model(Map.of());
    ScriptedLlmBackend two = ScriptedLlmBackend.builder("two").answering(UnitLab::original).build();
    try (Iccm iccm =
        lab.open(b -> b.llm("one", one).llm("two", two).orchestra("one", "two").runner(runner))) {
      assertThat(Lab.finish(iccm, UnitLab.request(UnitSelection.reached()).samples(3).build()))
          .hasSize(12);
    }
  }

  @Test
  void aRunIsIsolatedWhereTheOriginalAllowsItAndHoldsTheOtherUnitsOnly() {
    ScriptedTestRunner isolating =
        UnitLab.runner()
            .isolationModes(EnumSet.of(IsolationMode.IN_PROCESS, IsolationMode.ISOLATED))
            .build();
    ScriptedLlmBackend model =
        UnitLab.model(Map.of(UnitLab.ROOM, UnitLab.fenced(UnitLab.WRONG_ROOM)));
    try (Iccm iccm = lab.open(model, isolating)) {
      Rollout room =
          Lab.finish(iccm, UnitLab.request(UnitSelection.named(List.of(UnitLab.ROOM))).build())
              .get(0);
      assertThat(room.report().orElseThrow().isolation()).isEqualTo(IsolationMode.ISOLATED);
      TestRun run = isolating.requests().get(isolating.runs() - 1);
      assertThat(run.isolation()).isEqualTo(IsolationMode.ISOLATED);
      assertThat(run.files()).hasSize(1);
      assertThat(run.files().get(0).text())
          .contains("def label(", "def oldest(", "boards * 7 - jars")
          .doesNotContain("boards * 7 - 2");
    }
  }

  @Test
  void aRequestNamesItsContextsOnceAndForItsApplicationsOnly() {
    var context = UnitLab.context(UnitLab.about("Something."));
    RolloutRequest.Builder request =
        RolloutRequest.builder("r", List.of(SampleApplication.application()), List.of());
    assertThatThrownBy(request::build).isInstanceOf(IllegalArgumentException.class);
    var own = org.iccm.api.rollout.GivenContext.of(SampleApplication.ID, "a", context);
    var other = org.iccm.api.rollout.GivenContext.of("elsewhere", "a", context);
    assertThat(request.contexts(List.of(own)).build().contexts()).containsExactly(own);
    assertThatThrownBy(() -> request.contexts(List.of(own, own)).build())
        .hasMessageContaining("named 'a'");
    assertThatThrownBy(() -> request.contexts(List.of(other)).build())
        .hasMessageContaining("elsewhere");
  }
}
