package org.iccm.examples.reconstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.Iccm;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.Digests;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.Scope;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.rollout.Budget;
import org.iccm.api.testing.Reach;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.examples.laboratory.Build;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.LabTasks;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.loop.CreditMode;
import org.iccm.training.loop.Judge;
import org.iccm.training.loop.Judged;
import org.iccm.training.loop.Judging;
import org.iccm.training.loop.ReconstructionTask;
import org.iccm.training.loop.RolloutJudgeBuilder;
import org.iccm.training.policy.Sample;
import org.iccm.training.policy.SampledGroup;
import org.iccm.training.reward.Judgement;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge over the whole pipeline and a store; models and sandbox are scripted. */
class JudgeInStoreTest {
  @TempDir Path directory;

  private final TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
  private final RequirementFormat format = RequirementFormat.of(tokenizer, T5Size.TEST.config());
  private final LabTasks tasks =
      LabTasks.of(
          Laboratory.of(1),
          LabSplit.VALIDATION,
          3,
          Build.STATEMENTS,
          format,
          512,
          new Cl100kTokenCounter());
  private final ScriptedLlmBackend model =
      ScriptedLlmBackend.builder("m").concurrency(4).answering(JudgeInStoreTest::build).build();
  private final ScriptedTestRunner runner =
      ScriptedTestRunner.builder()
          .concurrency(2)
          .otherwise(
              run -> {
                String text = run.files().get(0).text();
                return ScriptedTestRunner.passing(
                    run,
                    t ->
                        originals().contains(text)
                            || (text.contains("built = ")
                                && Digests.of(text, t.value()).charAt(0) < '8'));
              })
          .reach(
              (run, units) -> {
                List<UnitId> ids = units.stream().map(CodeUnit::id).toList();
                Reach.Builder reach = Reach.builder(ids);
                for (TestId test : run.testIds()) {
                  reach.test(test, ids, List.of());
                }
                return reach.build();
              })
          .build();

  @AfterEach
  void close() {
    tokenizer.close();
  }

  private Set<String> originals() {
    return tasks.all().stream()
        .map(t -> t.application().view().sources().get(0).text())
        .collect(Collectors.toSet());
  }

  /** Each function that is asked for, with what was told of it as a text in its body. */
  private static String build(CompletionRequest request) {
    StringBuilder code = new StringBuilder("```python\n");
    for (Task task : PromptReader.read(request)) {
      String told = Digests.of(task.requirements()).substring(0, 8);
      code.append(task.signature()).append(":\n    built = \"").append(told).append("\"\n");
      code.append("    return built\n\n\n");
    }
    return code.append("```\n").toString();
  }

  private Iccm open() {
    return Iccm.builder()
        .environment(Map.of())
        .llm("m", model)
        .orchestra("m")
        .runner(runner)
        .store("sqlite", Map.of("file", directory.resolve("store.db")))
        .workDirectory(directory.resolve("work"))
        .cacheDirectory(directory.resolve("cache"))
        .build();
  }

  /** For each prompt gold's first requirements: all, one less, ..., and too many words. */
  private List<SampledGroup> groups() {
    List<SampledGroup> groups = new ArrayList<>();
    for (ReconstructionTask task : tasks.all()) {
      List<Requirement> gold =
          task.application().gold().orElseThrow().requirements().stream()
              .filter(r -> r.units().equals(task.units()))
              .toList();
      List<Sample> samples = new ArrayList<>();
      for (int n = gold.size(); n > Math.max(0, gold.size() - 3); n--) {
        samples.add(sample(gold.subList(0, n)));
      }
      samples.add(
          sample(
              List.of(
                  gold.get(0).toBuilder().build(),
                  Requirement.builder(gold.get(0).kind(), "very ".repeat(180) + "long").build())));
      groups.add(new SampledGroup(0, 0, task.prompt(), samples));
    }
    return groups;
  }

  private Sample sample(List<Requirement> requirements) {
    int[] ids = format.target(requirements, 1_000);
    return new Sample(ids, new float[ids.length], new float[ids.length], new float[0], true);
  }

  private RolloutJudgeBuilder judge(Iccm iccm) {
    return new RolloutJudgeBuilder(iccm.rollouts(), format, "run", tasks.all());
  }

  private Judged judged(Judge judge) {
    try (Judging judging = judge.judge("batch-3", groups())) {
      return judging.await();
    }
  }

  private static List<List<String>> said(Judged judged) {
    return judged.judgements().stream()
        .map(
            g ->
                g.stream()
                    .map((Judgement j) -> j.isRejected() ? "rejected" : j.terms().toString())
                    .toList())
        .toList();
  }

  @Test
  @DisplayName(
      "units are rebuilt and scored, the gate's budget holds, and all of it is found again")
  void foundAgain() {
    List<List<String>> first;
    try (Iccm iccm = open()) {
      Judged judged = judged(judge(iccm).build());
      first = said(judged);
      assertThat(judged.judgements().stream().flatMap(List::stream))
          .noneMatch(Judgement::isUnscorable);
      for (List<String> group : first) {
        assertThat(group.get(group.size() - 1)).as("over the budget").isEqualTo("rejected");
        assertThat(group.subList(0, group.size() - 1)).doesNotContain("rejected");
      }
      assertThat(judged.cost().modelCalls()).isPositive();
    }
    int calls = model.calls();
    try (Iccm iccm = open()) {
      Judged judged = judged(judge(iccm).build());
      assertThat(said(judged)).isEqualTo(first);
      assertThat(judged.cost().modelCalls()).isZero();
      assertThat(judged.cost().cachedCompletions()).isPositive();
    }
    assertThat(model.calls()).isEqualTo(calls);
  }

  @Test
  @DisplayName("a judging that is closed in the middle costs nothing twice")
  void closedInTheMiddle() {
    try (Iccm iccm = open()) {
      for (int i = 0; i < 5; i++) {
        try (Judging judging = judge(iccm).build().judge("batch-3", groups())) {
          assertThat(judging).isNotNull();
        }
      }
    }
    List<List<String>> late;
    try (Iccm iccm = open()) {
      late = said(judged(judge(iccm).build()));
    }
    long distinct = model.requests().stream().map(CompletionRequest::messages).distinct().count();
    // A call that a close cut off is made again: at most as many as can be under way.
    assertThat((long) model.calls()).isBetween(distinct, distinct + 5 * 4);
    try (Iccm iccm = open()) {
      assertThat(said(judged(judge(iccm).build()))).isEqualTo(late);
    }
  }

  @Test
  @DisplayName("a budget of calls survives, and a larger one goes on from there")
  void budget() {
    try (Iccm iccm = open()) {
      Judge small = judge(iccm).budget(Budget.builder().calls(2).build()).build();
      assertThatThrownBy(() -> judged(small)).isInstanceOf(BudgetExceededException.class);
    }
    assertThat(model.calls()).isEqualTo(2);
    try (Iccm iccm = open()) {
      Judge small = judge(iccm).budget(Budget.builder().calls(2).build()).build();
      assertThatThrownBy(() -> judged(small)).isInstanceOf(BudgetExceededException.class);
      assertThat(model.calls()).isEqualTo(2);
      Judged judged = judged(judge(iccm).budget(Budget.builder().calls(500).build()).build());
      assertThat(judged.cost().modelCalls()).isEqualTo(model.calls() - 2);
    }
  }

  @Test
  @DisplayName("applications are rebuilt with gold for what the prompt does not speak of")
  void applications() {
    try (Iccm iccm = open()) {
      Judged judged = judged(judge(iccm).scope(Scope.APPLICATION, 0).build());
      assertThat(judged.judgements().stream().flatMap(List::stream))
          .anyMatch(j -> j.terms().containsKey("mean"));
      assertThat(judged.counts().keySet()).contains("rollouts/completed");
    }
  }

  @Test
  @DisplayName("leaving requirements out costs calls, and credits fit the texts")
  void attribution() {
    try (Iccm iccm = open()) {
      Judged whole = judged(judge(iccm).build());
      Judged parts = judged(judge(iccm).credit(CreditMode.ATTRIBUTION).build());
      assertThat(said(parts)).isEqualTo(said(whole));
      List<SampledGroup> groups = groups();
      Set<Integer> credited = new HashSet<>();
      for (int g = 0; g < groups.size(); g++) {
        for (int i = 0; i < groups.get(g).samples().size(); i++) {
          Judgement j = parts.judgements().get(g).get(i);
          int length = groups.get(g).samples().get(i).length();
          j.credit().ifPresent(c -> assertThat(c.tokens()).isEqualTo(length));
          credited.add(j.credit().isPresent() ? 1 : j.isRejected() ? 0 : -1);
        }
      }
      assertThat(credited).containsExactlyInAnyOrder(0, 1);
    }
  }
}
