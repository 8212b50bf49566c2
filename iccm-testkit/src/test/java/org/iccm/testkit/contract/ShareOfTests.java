package org.iccm.testkit.contract;

import java.util.List;
import java.util.OptionalDouble;
import org.iccm.api.application.TestGroup;
import org.iccm.api.reward.Reward;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.reward.RewardInput;
import org.iccm.api.reward.RewardTerm;
import org.iccm.api.rollout.Rollout;

/** The plainest reward there is: the mean share of reward tests passed. */
class ShareOfTests implements RewardFunction {
  @Override
  public String fingerprint() {
    return "share/1";
  }

  @Override
  public Reward reward(RewardInput input) {
    OptionalDouble mean =
        input.rollouts().stream()
            .map(this::score)
            .filter(OptionalDouble::isPresent)
            .mapToDouble(OptionalDouble::getAsDouble)
            .average();
    Reward.Builder reward = Reward.builder().terms(List.of(new RewardTerm("mean", mean, 1)));
    mean.ifPresent(reward::value);
    return reward.build();
  }

  OptionalDouble score(Rollout rollout) {
    return rollout.score(TestGroup.REWARD);
  }
}
