package org.iccm.core.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.Iccm;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.rollout.GivenContext;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.UnitSelection;
import org.iccm.api.testing.TestRun;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UnitRolloutsTest {
  @TempDir Path directory;
  private UnitLab lab;
  private final ScriptedTestRunner runner = UnitLab.runner().build();

  @BeforeEach
  void makeLab() {
    lab = new UnitLab(directory);
  }

  private static Rollout of(List<Rollout> rollouts, UnitId unit) {
    return rollouts.stream().filter(r -> r.units().contains(unit)).findFirst().orElseThrow();
  }

  private static List<TestId> tests(String part) {
    return SampleApplication.testIds().stream().filter(t -> t.value().contains(part)).toList();
  }

  private Rollout one(UnitId unit, String answer) {
    ScriptedLlmBackend model = UnitLab.model(Map.of(unit, answer));
    try (Iccm iccm = lab.open(model, runner)) {
      return Lab.finish(iccm, UnitLab.request(UnitSelection.named(List.of(unit))).build()).get(0);
    }
  }

  @Test
  void eachReachedUnitIsAskedForAloneAndJudgedByTheTestsThatReachIt() {
    ScriptedLlmBackend model = UnitLab.model(Map.of());
    try (Iccm iccm = lab.open(model, runner)) {
      List<Rollout> all = Lab.finish(iccm, UnitLab.request(UnitSelection.reached()).build());
      assertThat(all).extracting(Rollout::scope).containsOnly(Scope.UNIT);
      assertThat(all.stream().flatMap(r -> r.units().stream()))
          .containsExactlyInAnyOrder(UnitLab.LABEL, UnitLab.ROOM);
      Rollout room = of(all, UnitLab.ROOM);
      assertThat(room.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
      assertThat(room.inventory()).containsExactlyElementsOf(tests("_room_"));
      assertThat(room.score(TestGroup.REWARD)).hasValue(1);
      assertThat(room.score(TestGroup.REPORT)).hasValue(1);
      assertThat(room.files()).hasSize(1);
      assertThat(room.files().get(0).text()).startsWith("def room(").doesNotContain("def label");
      List<TestRun> last = runner.requests().subList(runner.runs() - 2, runner.runs());
      assertThat(last).anyMatch(r -> r.testIds().equals(tests("_room_")));
      assertThat(last).allMatch(r -> r.files().get(0).text().contains("def oldest("));
    }
  }

  @Test
  void itsModelSeesTheFileWithoutItAndTheRequirementsThatSpeakOfIt() {
    ScriptedLlmBackend model = UnitLab.model(Map.of());
    try (Iccm iccm = lab.open(model, runner)) {
      List<Rollout> all = Lab.finish(iccm, UnitLab.request(UnitSelection.reached()).build());
      String prompt =
          model.requests().stream()
              .filter(r -> UnitLab.asked(r).equals(UnitLab.ROOM))
              .map(r -> r.messages().get(1).content())
              .findFirst()
              .orElseThrow();
      assertThat(prompt)
          .contains("def room(jars, boards)", "Every board takes seven jars", "def oldest(labels)")
          .doesNotContain("boards * 7", "Without a fruit", "Labels end in a dash");
      Rollout room = of(all, UnitLab.ROOM);
      assertThat(room.given()).containsExactly(1);
      assertThat(room.speaking()).containsExactly(1);
      assertThat(room.contextText()).contains("seven jars").doesNotContain("Without a fruit");
      assertThat(room.context().orElseThrow().requirements()).hasSize(3);
    }
  }

  @Test
  void itsRewardIsTheShareOfItsTests() {
    Rollout room = one(UnitLab.ROOM, UnitLab.fenced(UnitLab.WRONG_ROOM));
    assertThat(room.score(TestGroup.REWARD)).hasValue(.5);
    assertThat(room.score(TestGroup.REPORT)).hasValue(0);
  }

  @Test
  void whatCannotTakeItsPlaceIsTypedAndSaysWhy() {
    Rollout other = one(UnitLab.ROOM, UnitLab.fenced("def shelf(jars):\n    return 1"));
    assertThat(other.outcome()).isEqualTo(RolloutOutcome.UNSPLICEABLE);
    assertThat(other.detail()).contains("defines no function room");
    assertThat(other.score(TestGroup.REWARD)).hasValue(0);
    assertThat(one(UnitLab.LABEL, "I would rather not.").outcome())
        .isEqualTo(RolloutOutcome.UNPARSEABLE);
  }

  @Test
  void anAnswerThatIsCutIsTruncated() {
    ScriptedLlmBackend model =
        UnitLab.model(r -> "```python\ndef shelf(jars):\n" + "    jars = jars + 1\n".repeat(900));
    try (Iccm iccm = lab.open(model, runner)) {
      Rollout room =
          Lab.finish(iccm, UnitLab.request(UnitSelection.named(List.of(UnitLab.ROOM))).build())
              .get(0);
      assertThat(room.outcome()).isEqualTo(RolloutOutcome.TRUNCATED);
    }
  }

  @Test
  void aModelThatGivesTheWholeFileIsTakenAtItsUnit() {
    Rollout room = one(UnitLab.ROOM, UnitLab.fenced(SampleApplication.PARTLY_WRONG_SOURCE));
    assertThat(room.outcome()).isEqualTo(RolloutOutcome.COMPLETED);
    assertThat(room.score(TestGroup.REWARD)).hasValue(.5);
    assertThat(room.parseNotes()).anyMatch(n -> n.contains("not all of the answer is taken"));
  }

  @Test
  void aNamedUnitThatNothingReachesIsLeftOutAndNoModelIsAsked() {
    ScriptedLlmBackend model = UnitLab.model(Map.of());
    try (Iccm iccm = lab.open(model, runner)) {
      UnitId gone = new UnitId(SampleApplication.PATH, "gone");
      List<Rollout> all =
          Lab.finish(
              iccm, UnitLab.request(UnitSelection.named(List.of(UnitLab.OLDEST, gone))).build());
      assertThat(all).extracting(Rollout::outcome).containsOnly(RolloutOutcome.UNREACHED);
      assertThat(of(all, UnitLab.OLDEST).detail()).startsWith("no test reaches unit");
      assertThat(of(all, gone).detail()).contains("no unit");
      assertThat(all).allMatch(r -> r.score(TestGroup.REWARD).isEmpty());
      assertThat(model.calls()).isZero();
    }
  }

  @Test
  void withoutReachTheBatchFailsBeforeAModelIsAsked() {
    ScriptedLlmBackend model = UnitLab.model(Map.of());
    ScriptedTestRunner blind = ScriptedTestRunner.builder().otherwise(UnitLab::judge).build();
    try (Iccm iccm = lab.open(model, blind)) {
      assertThatThrownBy(() -> Lab.finish(iccm, UnitLab.request(UnitSelection.reached()).build()))
          .isInstanceOf(ApplicationException.class)
          .hasMessageContaining("cannot tell which tests reach them");
      assertThat(model.calls()).isZero();
    }
  }

  @Test
  void whatIsStoredIsOfItsScopeAndUnitAndIsNotDoneAgain() {
    RolloutRequest request = UnitLab.request(UnitSelection.reached()).samples(2).build();
    List<String> keys;
    try (Iccm iccm = lab.open(UnitLab.model(Map.of()), runner)) {
      List<Rollout> all = Lab.finish(iccm, request);
      keys = all.stream().map(Rollout::key).sorted().toList();
      assertThat(keys).hasSize(4).doesNotHaveDuplicates();
      Rollout room = of(all, UnitLab.ROOM);
      var artifacts = iccm.store().artifacts();
      assertThat(artifacts.findCompletion(room.completionKey().orElseThrow()).orElseThrow().unit())
          .contains(UnitLab.ROOM);
      assertThat(artifacts.findRun(room.runKey().orElseThrow()).orElseThrow().scope())
          .isEqualTo(Scope.UNIT);
    }
    ScriptedLlmBackend again = UnitLab.model(Map.of());
    ScriptedTestRunner idle = UnitLab.runner().build();
    try (Iccm iccm = lab.open(again, idle)) {
      List<Rollout> all = Lab.finish(iccm, request);
      assertThat(all).allMatch(r -> r.completionCached() && r.runCached());
      assertThat(all.stream().map(Rollout::key).sorted()).containsExactlyElementsOf(keys);
      assertThat(again.calls()).isZero();
      assertThat(idle.runs()).isZero();
    }
  }

  @Test
  void equalMessagesForAnotherUnitAreAnotherCompletion() {
    CompletionRequest request = CompletionRequest.builder(List.of(Message.user("Hello."))).build();
    var card = UnitLab.model(Map.of()).model();
    var whole = CompletionService.key(card, request, Optional.empty());
    assertThat(CompletionService.key(card, request, Optional.of(UnitLab.ROOM)))
        .isNotEqualTo(whole)
        .isNotEqualTo(CompletionService.key(card, request, Optional.of(UnitLab.LABEL)));
  }

  @Test
  void equalContextsUnderTwoNamesAreAskedOnce() {
    ScriptedLlmBackend model = UnitLab.model(Map.of());
    var context = UnitLab.context(UnitLab.about("Seven jars a board.", UnitLab.ROOM));
    var other = UnitLab.context(UnitLab.about("Eight jars a board.", UnitLab.ROOM));
    RolloutRequest request =
        RolloutRequest.builder("run-1", List.of(SampleApplication.application()), List.of())
            .contextBudget(400)
            .scope(Scope.UNIT)
            .units(UnitLab.request(UnitSelection.named(List.of(UnitLab.ROOM))).build().units())
            .contexts(
                List.of(
                    GivenContext.of(SampleApplication.ID, "a", context),
                    GivenContext.of(SampleApplication.ID, "b", context),
                    GivenContext.of(SampleApplication.ID, "c", other)))
            .build();
    try (Iccm iccm = lab.open(model, runner)) {
      List<Rollout> all = Lab.finish(iccm, request);
      assertThat(all).extracting(Rollout::engineer).containsExactlyInAnyOrder("a", "b", "c");
      assertThat(model.calls()).isEqualTo(2);
      assertThat(all).allMatch(r -> r.score(TestGroup.REWARD).getAsDouble() == 1);
    }
  }
}
