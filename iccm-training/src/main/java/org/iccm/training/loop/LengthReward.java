package org.iccm.training.loop;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.training.policy.SampledGroup;
import org.iccm.training.reward.Judgement;

/**
 * A control: what another judge admits is rewarded for its length alone. If a policy gains as much
 * from this, it has learned to fill the budget.
 *
 * @param judge says what is rejected and what cannot be scored
 * @param term the term that the length is told as
 * @param longest tokens that are worth 1; fewer are worth their share of it
 * @since 0.1.0
 */
public record LengthReward(Judge judge, String term, int longest) implements Judge {
  /**
   * Checks the range.
   *
   * @throws IllegalArgumentException if longest is below 1
   */
  public LengthReward {
    if (longest < 1) {
      throw new IllegalArgumentException("longest must be at least 1, is " + longest);
    }
  }

  @Override
  public String describe() {
    return "control: length of at most " + longest + ", of " + judge.describe();
  }

  @Override
  public Judging judge(String label, List<SampledGroup> groups) {
    return new MappedJudging(
        judge.judge(label, groups),
        (g, group) -> {
          List<Judgement> measured = new ArrayList<>();
          for (int i = 0; i < group.size(); i++) {
            measured.add(measure(group.get(i), groups.get(g).samples().get(i).length()));
          }
          return measured;
        });
  }

  private Judgement measure(Judgement judgement, int length) {
    return judgement.isRejected() || judgement.isUnscorable()
        ? judgement
        : Judgement.scored(Map.of(term, Math.min(1, length / (double) longest)));
  }
}
