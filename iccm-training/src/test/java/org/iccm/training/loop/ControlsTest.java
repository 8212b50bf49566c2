package org.iccm.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.api.rollout.Cost;
import org.iccm.training.policy.Sample;
import org.iccm.training.policy.SampledGroup;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.Judgement;
import org.iccm.training.reward.TokenCredit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ControlsTest {
  private static final Cost COST = Cost.builder().modelCalls(4).build();

  private static SampledGroup group(int... lengths) {
    List<Sample> samples = new ArrayList<>();
    for (int n : lengths) {
      samples.add(new Sample(new int[n], new float[n], new float[n], new float[0], true));
    }
    return new SampledGroup(0, 0, new Prompt("p", new int[] {1}, 0), samples);
  }

  private static Judge saying(List<Judgement> group) {
    return new Judge() {
      @Override
      public String describe() {
        return "fixed";
      }

      @Override
      public Judging judge(String label, List<SampledGroup> groups) {
        return new Judging() {
          @Override
          public Judged await() {
            return new Judged(groups.stream().map(g -> group).toList(), COST, Map.of("x", 1));
          }

          @Override
          public void close() {}
        };
      }
    };
  }

  private static List<Judgement> one(Judge judge, String label, SampledGroup group) {
    try (Judging judging = judge.judge(label, List.of(group))) {
      Judged judged = judging.await();
      assertThat(judged.cost()).isEqualTo(COST);
      assertThat(judged.counts()).containsEntry("x", 1);
      return judged.judgements().get(0);
    }
  }

  private static String name(Judgement j) {
    return j.isUnscorable() ? "nothing" : j.isRejected() ? "rejected" : j.terms().toString();
  }

  @Test
  @DisplayName("permuted rewards are the same ones, of other samples, without credits of tokens")
  void permuted() {
    TokenCredit credit = TokenCredit.spans(3, List.of(), 1);
    List<Judgement> said =
        List.of(
            Judgement.scored(Map.of("mean", 0.1)).with(credit),
            Judgement.unscorable(),
            Judgement.rejected(),
            Judgement.scored(Map.of("mean", 0.7)),
            Judgement.scored(Map.of("mean", 0.9)));
    List<String> names = said.stream().map(ControlsTest::name).toList();
    Judge permuted = new PermutedRewards(saying(said), 5);
    Set<List<String>> orders = new HashSet<>();
    for (int i = 0; i < 200; i++) {
      List<Judgement> dealt = one(permuted, "batch-" + i, group(3, 4, 5, 6, 7));
      assertThat(dealt.get(1).isUnscorable()).isTrue();
      assertThat(dealt).allMatch(j -> j.credit().isEmpty());
      List<String> order = dealt.stream().map(ControlsTest::name).toList();
      assertThat(order).containsExactlyInAnyOrderElementsOf(names);
      assertThat(one(permuted, "batch-" + i, group(3, 4, 5, 6, 7)).stream().map(ControlsTest::name))
          .as("the same in another process")
          .containsExactlyElementsOf(order);
      orders.add(order);
    }
    assertThat(orders).as("orders of four, each with probability 1/24").hasSize(24);
  }

  @Test
  @DisplayName("length alone is rewarded where something was scored")
  void length() {
    List<Judgement> said =
        List.of(
            Judgement.scored(Map.of("mean", 0.9)),
            Judgement.rejected(),
            Judgement.unscorable(),
            Judgement.scored(Map.of("mean", 0.1)));
    Judge length = new LengthReward(saying(said), "mean", 8);
    List<Judgement> measured = one(length, "batch-0", group(2, 4, 6, 20));
    assertThat(measured.stream().map(ControlsTest::name))
        .containsExactly("{mean=0.25}", "rejected", "nothing", "{mean=1.0}");
    assertThat(length.describe()).contains("control", "fixed");
    assertThatThrownBy(() -> new LengthReward(length, "mean", 0)).hasMessageContaining("longest");
  }
}
