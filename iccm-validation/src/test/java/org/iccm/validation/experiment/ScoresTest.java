package org.iccm.validation.experiment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.junit.jupiter.api.Test;

class ScoresTest {
  private static final Offset<Double> NEAR = within(1e-12);
  private static final String BIG = "qwen-1.5b";
  private static final String SMALL = "qwen-small-0.5b";
  private static final RolloutRequest REQUEST =
      SampleRun.request(SampleRun.applications("A", "B", "C"), "gold", "rag", "none");

  private static ComparisonResult of(List<Rollout> rollouts) {
    return SampleRun.result(REQUEST, rollouts, rollouts.size());
  }

  @Test
  void takesTheMeanOverModelsOfApplicationsOfSamples() {
    List<Rollout> r = new ArrayList<>();
    // application a has two samples, b one: each application weighs the same
    r.add(SampleRun.ran("a", "gold", BIG, 0, 14));
    r.add(SampleRun.ran("a", "gold", BIG, 1, 7));
    r.add(SampleRun.ran("b", "gold", BIG, 0, 7));
    r.add(SampleRun.ran("a", "gold", SMALL, 0, 0));
    EngineerResult gold = of(r).engineer("gold").orElseThrow();
    assertThat(gold.models().get(0).passRate().orElseThrow().mean()).isCloseTo(.625, NEAR);
    assertThat(gold.models().get(0).complete()).isEqualTo(1);
    assertThat(gold.meanPassRate().orElseThrow()).isCloseTo(.3125, NEAR);
    assertThat(gold.stdAcrossModels().orElseThrow()).isCloseTo(.625 / Math.sqrt(2), NEAR);
    assertThat(gold.acrossApplications().orElseThrow().n()).isEqualTo(2);
  }

  @Test
  void countsScoredFailuresAsZeroAndLeavesOutWhatSaysNothing() {
    List<Rollout> r = new ArrayList<>();
    r.add(SampleRun.ran("a", "gold", BIG, 0, 14));
    for (RolloutOutcome o : RolloutOutcome.values()) {
      if (o != RolloutOutcome.COMPLETED) {
        r.add(SampleRun.ended("a", "gold", BIG, 1 + o.ordinal(), o));
      }
    }
    EngineerResult gold = of(r).engineer("gold").orElseThrow();
    assertThat(gold.scored()).isEqualTo(9);
    assertThat(gold.meanPassRate().orElseThrow()).isCloseTo(1 / 9.0, NEAR);
    assertThat(gold.outcomes())
        .containsEntry(RolloutOutcome.NO_COMPLETION, 1)
        .containsEntry(RolloutOutcome.INFRASTRUCTURE, 1)
        .doesNotContainKey(RolloutOutcome.CANCELLED);
  }

  @Test
  void calibratesBetweenNoneAndGoldOverSharedApplications() {
    List<Rollout> r = new ArrayList<>();
    for (String a : List.of("a", "b")) {
      r.add(SampleRun.ran(a, "gold", BIG, 0, 12));
      r.add(SampleRun.ran(a, "rag", BIG, 0, 7));
      r.add(SampleRun.ran(a, "none", BIG, 0, 2));
    }
    // an application without gold must not move it
    r.add(SampleRun.ran("c", "rag", BIG, 0, 14));
    ComparisonResult result = of(r);
    assertThat(result.engineer("rag").orElseThrow().calibrated().orElseThrow()).isCloseTo(.5, NEAR);
    assertThat(result.engineer("gold").orElseThrow().calibrated().orElseThrow()).isCloseTo(1, NEAR);
    assertThat(result.engineer("none").orElseThrow().calibrated().orElseThrow()).isCloseTo(0, NEAR);
  }

  @Test
  void calibratesNothingWhereGoldIsNotAboveNone() {
    ComparisonResult result =
        of(
            List.of(
                SampleRun.ran("a", "gold", BIG, 0, 3),
                SampleRun.ran("a", "rag", BIG, 0, 7),
                SampleRun.ran("a", "none", BIG, 0, 3)));
    assertThat(result.engineer("rag").orElseThrow().calibrated()).isEmpty();
  }

  @Test
  void pairsByApplicationOverTheModelsThatBothHave() {
    List<Rollout> r = new ArrayList<>();
    r.add(SampleRun.ran("a", "gold", BIG, 0, 10));
    r.add(SampleRun.ran("a", "gold", SMALL, 0, 0));
    r.add(SampleRun.ran("a", "rag", BIG, 0, 3));
    r.add(SampleRun.ran("b", "gold", BIG, 0, 7));
    r.add(SampleRun.ran("b", "rag", BIG, 0, 7));
    r.add(SampleRun.ran("c", "gold", BIG, 0, 14));
    List<EngineerDifference> differences = of(r).differences();
    assertThat(differences).hasSize(1);
    assertThat(differences.get(0).first()).isEqualTo("gold");
    assertThat(differences.get(0).second()).isEqualTo("rag");
    assertThat(differences.get(0).test().n()).isEqualTo(2);
    assertThat(differences.get(0).test().meanDifference()).isCloseTo(.25, NEAR);
  }

  @Test
  void saysNothingOfWhatIsNotThere() {
    ComparisonResult empty = of(List.of());
    assertThat(empty.engineers()).hasSize(3);
    assertThat(empty.engineer("rag").orElseThrow().meanPassRate()).isEmpty();
    assertThat(empty.differences()).isEmpty();
    assertThat(TextTable.of(empty)).contains("rag");
  }

  @Test
  void printsATableThatATerminalCanShow() {
    String table = TextTable.of(SampleRun.small());
    assertThat(table)
        .contains("engineer")
        .contains("source (leaks)")
        .contains("gold above none by +")
        .contains("(left out)");
    assertThat(table.lines().mapToInt(String::length).max().orElse(0)).isLessThan(130);
  }
}
