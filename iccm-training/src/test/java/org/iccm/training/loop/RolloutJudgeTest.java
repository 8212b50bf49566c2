package org.iccm.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.context.Scope;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.sample.SampleApplication;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.engineer.RequirementFormat.Written;
import org.iccm.training.policy.Sample;
import org.iccm.training.policy.SampledGroup;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.Judgement;
import org.iccm.training.reward.TokenCredit;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RolloutJudgeTest {
  private static final UnitId ROOM = new UnitId(SampleApplication.PATH, "room");
  private static final UnitId LABEL = new UnitId(SampleApplication.PATH, "label");
  private static final TestId A = new TestId("reward/a");
  private static final TestId B = new TestId("reward/b");
  private static final TestId C = new TestId("reward/c");

  private final TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
  private final RequirementFormat format = RequirementFormat.of(tokenizer, T5Size.TEST.config());
  private final ScriptedRollouts service = new ScriptedRollouts();
  private final Prompt room = new Prompt("room", new int[] {5, 1}, 0);
  private final Prompt label = new Prompt("label", new int[] {6, 1}, 0);

  @AfterEach
  void close() {
    assertThat(service.open).as("batches that nobody closed").isZero();
    tokenizer.close();
  }

  private static Requirement told(String text) {
    return Requirement.builder(RequirementKind.FUNCTIONAL, text).build();
  }

  private Sample sample(boolean ended, String... texts) {
    int[] ids = format.target(Arrays.stream(texts).map(RolloutJudgeTest::told).toList(), 500);
    int[] cut = ended ? ids : Arrays.copyOf(ids, ids.length - 1);
    int n = cut.length;
    return new Sample(cut, new float[n], new float[n], new float[0], ended);
  }

  private static SampledGroup group(Prompt prompt, Sample... samples) {
    return new SampledGroup(0, 0, prompt, List.of(samples));
  }

  private RolloutJudgeBuilder builder() {
    Requirement rest = told("Labels end in a dash.");
    return new RolloutJudgeBuilder(
        service,
        format,
        "run",
        List.of(
            new ReconstructionTask(
                room,
                SampleApplication.application(),
                Set.of(ROOM),
                OptionalInt.of(90),
                List.of(rest)),
            new ReconstructionTask(
                label,
                SampleApplication.application(),
                Set.of(LABEL),
                OptionalInt.of(90),
                List.of())));
  }

  private static Judged judged(Judge judge, String label, SampledGroup... groups) {
    try (Judging judging = judge.judge(label, List.of(groups))) {
      return judging.await();
    }
  }

  private static double mean(Judgement judgement) {
    return judgement.terms().get("mean");
  }

  /** Two facts of one test each, a third test for whoever says anything. */
  private void passByText() {
    service.passing =
        (texts, model) -> {
          Set<TestId> passed = new HashSet<>(Set.of(C));
          if (texts.contains("Seven jars.")) {
            passed.add(A);
          }
          if (texts.contains("Two fewer.") && !model.equals("weak")) {
            passed.add(B);
          }
          return passed;
        };
  }

  @Test
  @DisplayName("what came to no end, says nothing or is not admitted is 0 and costs nothing")
  void refusals() {
    Judge judge =
        builder()
            .admission(
                (task, said) ->
                    said.get(0).text().contains("copied")
                        ? Optional.of("overlap")
                        : Optional.empty())
            .build();
    SampledGroup group =
        group(room, sample(false, "Cut off."), sample(true, "--"), sample(true, "It is copied."));
    Judged judged = judged(judge, "batch-0", group);
    assertThat(judged.judgements().get(0)).allMatch(Judgement::isRejected);
    assertThat(judged.counts())
        .containsEntry("unended", 1)
        .containsEntry("empty", 1)
        .containsEntry("overlap", 1);
    assertThat(service.requests).isEmpty();
    assertThat(judged.cost().modelCalls()).isZero();
  }

  @Test
  @DisplayName(
      "the unit alone is rebuilt by the same names each time, two units of one application")
  void requests() {
    passByText();
    Judge judge = builder().models(List.of("m", "weak"), 1, Sampling.DEFAULT).build();
    SampledGroup one = group(room, sample(true, "Seven jars.", "Two fewer."), sample(true, "x"));
    SampledGroup two = group(label, sample(true, "Dash."), sample(true, "Year."));
    Judged judged = judged(judge, "batch-7", one, two);
    assertThat(mean(judged.judgements().get(0).get(0))).isEqualTo((0.75 + 0.5) / 2);
    assertThat(mean(judged.judgements().get(0).get(1))).isEqualTo(0.25);
    assertThat(service.requests).as("one selection of units each").hasSize(2);
    RolloutRequest first = service.requests.get(0);
    assertThat(first.scope()).isEqualTo(Scope.UNIT);
    assertThat(first.units().selection(SampleApplication.ID).named()).containsExactly(ROOM);
    assertThat(first.contexts())
        .extracting(c -> c.name())
        .containsExactly("batch-7-0-0", "batch-7-0-1");
    assertThat(first.contextBudget()).hasValue(90);
    assertThat(first.contexts().get(0).context().requirements())
        .extracting(Requirement::units)
        .containsOnly(Set.of(ROOM));
    service.backwards = true;
    Judged again = judged(judge, "batch-7", one, two);
    for (int g = 0; g < 2; g++) {
      assertThat(again.judgements().get(g))
          .as("whatever finishes first")
          .extracting(Judgement::terms)
          .containsExactlyElementsOf(
              judged.judgements().get(g).stream().map(Judgement::terms).toList());
    }
    assertThat(service.requests.subList(2, 4)).isEqualTo(service.requests.subList(0, 2));
    assertThat(judged.cost().modelCalls()).isEqualTo(8);
  }

  @Test
  @DisplayName("some groups rebuild the application, with what else is known, as many as asked for")
  void applications() {
    Judge mixed = builder().scope(Scope.UNIT, 0.25).build();
    int whole = 0;
    for (int i = 0; i < 400; i++) {
      judged(mixed, "batch-" + i, group(room, sample(true, "Seven jars.")));
      RolloutRequest last = service.requests.get(service.requests.size() - 1);
      boolean application = last.scope() == Scope.APPLICATION;
      whole += application ? 1 : 0;
      assertThat(last.contexts().get(0).context().requirements()).hasSize(application ? 2 : 1);
    }
    assertThat(whole).isBetween(75, 125);
  }

  @Test
  @DisplayName(
      "the gate's rejection is 0 in the baseline, a failure of the infrastructure is nothing")
  void outcomes() {
    service.passing = (texts, model) -> Set.of(A, B);
    service.outcome =
        (texts, model) ->
            switch (texts.get(0)) {
              case "long" -> RolloutOutcome.CONTEXT_REJECTED;
              case "sandbox" -> RolloutOutcome.INFRASTRUCTURE;
              case "model" ->
                  model.equals("m") ? RolloutOutcome.NO_COMPLETION : RolloutOutcome.COMPLETED;
              case "broken" -> RolloutOutcome.UNPARSEABLE;
              default -> RolloutOutcome.COMPLETED;
            };
    Judge judge = builder().models(List.of("m", "n"), 1, Sampling.DEFAULT).build();
    SampledGroup group =
        group(
            room,
            sample(true, "long"),
            sample(true, "sandbox"),
            sample(true, "model"),
            sample(true, "broken"),
            sample(true, "good"));
    Judged judged = judged(judge, "batch-0", group);
    List<Judgement> said = judged.judgements().get(0);
    assertThat(said.get(0).isRejected()).isTrue();
    assertThat(said.get(1).isUnscorable()).isTrue();
    assertThat(mean(said.get(2))).as("of the model that answered").isEqualTo(0.5);
    assertThat(mean(said.get(3))).isZero();
    assertThat(mean(said.get(4))).isEqualTo(0.5);
    assertThat(judged.counts())
        .containsEntry("rejected", 1)
        .containsEntry("unscorable", 1)
        .containsEntry("scored", 3)
        .containsEntry("rollouts/infrastructure", 2);
  }

  @Test
  @DisplayName("the tokens of a requirement are its marker and its text")
  void stretches() {
    Sample s = sample(true, "Seven jars.", "Two fewer.", "Seven jars.");
    List<Written> written = format.written(s.tokens(), true, Set.of(ROOM));
    assertThat(written).hasSize(2);
    for (Written w : written) {
      int[] own = Arrays.copyOfRange(s.tokens(), w.from() + 1, w.to());
      assertThat(tokenizer.decode(own).strip()).isEqualTo(w.requirement().text());
    }
    assertThat(written.get(0).from()).isZero();
    assertThat(written.get(1).from()).isEqualTo(written.get(0).to());
    assertThat(format.requirements(s.tokens(), true, Set.of(ROOM)))
        .isEqualTo(written.stream().map(Written::requirement).toList());
    int[] unmarked = tokenizer.encodePlain("No kind is said");
    Written whole = format.written(unmarked, true, Set.of()).get(0);
    assertThat(whole.from()).isZero();
    assertThat(whole.to()).isEqualTo(unmarked.length);
  }

  private List<Double> advantages(Judgement judgement, Sample sample) {
    TokenCredit credit = judgement.credit().orElseThrow();
    List<Double> all = new ArrayList<>();
    for (Written w : format.written(sample.tokens(), true, Set.of())) {
      double first = credit.advantage(w.from(), 100);
      for (int t = w.from(); t < w.to(); t++) {
        assertThat(credit.advantage(t, 100)).isEqualTo(first);
      }
      all.add(first);
    }
    assertThat(credit.advantage(sample.length() - 1, 100)).as("the end shares it").isEqualTo(100);
    return all;
  }

  @Test
  @DisplayName("attribution: a requirement's tokens earn what leaving it out costs")
  void attribution() {
    passByText();
    Judge judge = builder().credit(CreditMode.ATTRIBUTION).build();
    Sample s = sample(true, "Seven jars.", "Nothing.", "Two fewer.");
    Judged judged = judged(judge, "batch-0", group(room, s, sample(true, "x")));
    assertThat(service.requests.get(0).leaveOneOut()).isTrue();
    assertThat(advantages(judged.judgements().get(0).get(0), s)).containsExactly(0.25, 0.0, 0.25);
    assertThat(mean(judged.judgements().get(0).get(0))).as("of the whole context").isEqualTo(0.75);
  }

  @Test
  @DisplayName("oracle: a fact's tokens earn its tests, less what the others have of them")
  void oracle() {
    passByText();
    Judge judge =
        builder()
            .oracle(
                (prompt, r) ->
                    r.text().equals("Seven jars.")
                        ? Set.of(A, new TestId("report/e"))
                        : r.text().equals("Two fewer.") ? Set.of(B, C) : Set.of())
            .build();
    Sample s = sample(true, "Seven jars.", "Nothing.", "Two fewer.");
    Judged judged =
        judged(
            judge,
            "batch-0",
            group(room, s, sample(true, "x"), sample(true, "Seven jars."), sample(false, "y")));
    List<Double> earned = advantages(judged.judgements().get(0).get(0), s);
    assertThat(earned.get(0)).isCloseTo(1 - 0.5, within(1e-6));
    assertThat(earned.get(1)).as("no fact: as the whole").isEqualTo(100);
    assertThat(earned.get(2)).isCloseTo(1 - 0.5, within(1e-6));
    assertThat(judge.describe()).contains("ORACLE");
  }

  @Test
  @DisplayName("a budget that ends is told after all batches, limits of time are the loop's")
  void budgets() {
    service.over = true;
    Judge judge = builder().budget(Budget.builder().calls(3).build()).build();
    assertThatThrownBy(() -> judged(judge, "batch-0", group(room, sample(true, "x"))))
        .isInstanceOf(BudgetExceededException.class);
    assertThat(service.requests.get(0).budget().calls()).hasValue(3);
    Budget time = Budget.builder().wallClock(Duration.ofHours(1)).build();
    assertThatThrownBy(() -> builder().budget(time)).hasMessageContaining("LoopOptions");
    assertThatThrownBy(() -> builder().credit(CreditMode.ORACLE)).hasMessageContaining("oracle(");
  }

  @Test
  @DisplayName("a prompt without a task is refused")
  void unknownPrompt() {
    Prompt other = new Prompt("other", new int[] {1}, 0);
    Judge judge = builder().build();
    assertThatThrownBy(() -> judge.judge("batch-0", List.of(group(other, sample(true, "x")))))
        .hasMessageContaining("other")
        .hasMessageContaining("has no task");
  }
}
