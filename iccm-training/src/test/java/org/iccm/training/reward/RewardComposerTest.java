package org.iccm.training.reward;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RewardComposerTest {
  private static final TermSchedule MEAN = TermSchedule.always("mean", 1);

  private static Judgement mean(double value) {
    return Judgement.scored(Map.of("mean", value));
  }

  private static Judgement both(double mean, double api) {
    return Judgement.scored(Map.of("mean", mean, "api", api));
  }

  @Test
  @DisplayName("a term enters at its update and grows evenly to its weight")
  void schedule() {
    TermSchedule term = new TermSchedule("api", 0.4, 10, 3);
    assertThat(term.weightAt(9)).isZero();
    assertThat(term.weightAt(10)).isCloseTo(0.1, within(1e-12));
    assertThat(term.weightAt(11)).isCloseTo(0.2, within(1e-12));
    assertThat(term.weightAt(13)).isEqualTo(0.4);
    assertThat(term.weightAt(99)).isEqualTo(0.4);
    assertThat(new TermSchedule("api", 0.4, 10, 0).weightAt(10)).isEqualTo(0.4);
    assertThatThrownBy(() -> new TermSchedule("api", 0, 0, 0)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new TermSchedule("api", 1, -1, 0)).hasMessageContaining("start");
  }

  @Test
  @DisplayName("the first term alone is the reward as it is; failures are NaN, rejections 0")
  void firstAlone() {
    RewardComposer composer = RewardComposer.of(List.of(MEAN), TermScaling.FIRST);
    ComposedRewards rewards =
        composer.compose(
            0,
            List.of(
                List.of(mean(0.25), Judgement.rejected(), Judgement.unscorable(), mean(0.75)),
                List.of(Judgement.rejected(), Judgement.rejected())));
    assertThat(rewards.values().get(0)).containsExactly(0.25, 0, Double.NaN, 0.75);
    assertThat(rewards.values().get(1)).containsExactly(0, 0);
    TermFigures figures = rewards.terms().get("mean");
    assertThat(figures.mean()).isEqualTo(0.5);
    assertThat(figures.missing()).isZero();
    assertThat(figures.weight()).isEqualTo(1);
  }

  @Test
  @DisplayName("being rejected never pays: it costs as much as the worst scored text of its group")
  void rejectedBelowZero() {
    RewardComposer composer =
        RewardComposer.of(List.of(MEAN, TermSchedule.always("api", -1)), TermScaling.NONE);
    ComposedRewards rewards =
        composer.compose(0, List.of(List.of(both(0.1, 0.5), both(0.9, 0.5), Judgement.rejected())));
    assertThat(rewards.values().get(0)[2]).isEqualTo(rewards.values().get(0)[0]).isEqualTo(-0.4);
  }

  @Test
  @DisplayName("a missing term is neutral; without the first there is no reward")
  void missing() {
    RewardComposer composer =
        RewardComposer.of(List.of(MEAN, TermSchedule.always("api", 1)), TermScaling.NONE);
    Judgement noMean = Judgement.scored(Map.of("api", 0.9));
    ComposedRewards rewards =
        composer.compose(
            0,
            List.of(
                List.of(both(0.5, 0.2), both(0.5, 0.4), mean(0.5), noMean),
                List.of(mean(0.1), mean(0.2))));
    assertThat(rewards.values().get(0)[2]).isCloseTo(0.5 + (0.2 + 0.4 + 0.9) / 3, within(1e-12));
    assertThat(rewards.values().get(0)[3]).isNaN();
    assertThat(rewards.values().get(1)).containsExactly(0.1, 0.2);
    assertThat(rewards.terms().get("api").missing()).isEqualTo(0.5);
  }

  @Test
  @DisplayName("a term of ten times the spread counts as much as the first once both are scaled")
  void scales() {
    SplittableRandom random = new SplittableRandom(2);
    RewardComposer composer =
        RewardComposer.of(List.of(MEAN, TermSchedule.always("api", 1)), TermScaling.FIRST);
    RewardComposer unit =
        RewardComposer.of(List.of(MEAN, TermSchedule.always("api", 1)), TermScaling.UNIT);
    ComposedRewards last = null;
    ComposedRewards lastUnit = null;
    for (int u = 0; u < 60; u++) {
      List<List<Judgement>> groups = new ArrayList<>();
      for (int g = 0; g < 8; g++) {
        List<Judgement> group = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          // Differences between groups do not count: a baseline takes them off.
          group.add(both(100 * g + 0.2 * random.nextDouble(), 2 * random.nextDouble()));
        }
        groups.add(group);
      }
      last = composer.compose(u, groups);
      lastUnit = unit.compose(u, groups);
    }
    assertThat(last.terms().get("mean").weight()).isEqualTo(1);
    assertThat(last.terms().get("api").weight()).isCloseTo(0.1, within(0.02));
    assertThat(lastUnit.terms().get("mean").weight()).isCloseTo(Math.sqrt(12) / 0.2, within(2.0));
    assertThat(lastUnit.terms().get("api").weight()).isCloseTo(Math.sqrt(12) / 2, within(0.2));
  }

  @Test
  @DisplayName("a state that was saved goes on as if nothing had happened")
  void state() {
    List<TermSchedule> terms = List.of(MEAN, new TermSchedule("api", 0.5, 1, 2));
    RewardComposer one = RewardComposer.of(terms, TermScaling.FIRST);
    List<List<Judgement>> groups = List.of(List.of(both(0.1, 3), both(0.4, 1), mean(0.2)));
    one.compose(0, groups);
    RewardComposer other = RewardComposer.of(terms, TermScaling.FIRST);
    other.restore(one.state());
    List<List<Judgement>> next = List.of(List.of(both(0.3, 2), both(0.1, 5)));
    double[] expected = one.compose(1, next).values().get(0);
    assertThat(other.compose(1, next).values().get(0)).containsExactly(expected);
    double[] cold = RewardComposer.of(terms, TermScaling.FIRST).compose(1, next).values().get(0);
    assertThat(Arrays.equals(cold, expected)).isFalse();
    RewardComposer.State wrong = new RewardComposer.State(Map.of("x", 1.0), Map.of("x", 1.0));
    assertThatThrownBy(() -> other.restore(wrong)).hasMessageContaining("[mean, api]");
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> RewardComposer.of(List.of(), TermScaling.NONE))
        .hasMessageContaining("first term");
    assertThatThrownBy(() -> RewardComposer.of(List.of(MEAN, MEAN), TermScaling.NONE))
        .hasMessageContaining("twice");
    assertThatThrownBy(
            () -> RewardComposer.of(List.of(new TermSchedule("late", 1, 5, 0)), TermScaling.NONE))
        .hasMessageContaining("update 0");
    RewardComposer composer = RewardComposer.of(List.of(MEAN), TermScaling.NONE);
    assertThatThrownBy(() -> composer.compose(0, List.of(List.of(both(1, 1)))))
        .hasMessageContaining("known are [mean]");
    assertThatThrownBy(() -> mean(Double.NaN)).hasMessageContaining("leave out");
  }
}
