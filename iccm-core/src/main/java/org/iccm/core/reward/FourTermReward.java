package org.iccm.core.reward;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.iccm.api.reward.Reward;
import org.iccm.api.reward.RewardFunction;
import org.iccm.api.reward.RewardInput;
import org.iccm.api.reward.RewardTerm;

/**
 * Reward = w1 mean pass rate - w2 variance + w3 API agreement + w4 minimum pass rate. A term that
 * cannot be said is left out and stays empty; without the mean there is no reward.
 */
final class FourTermReward implements RewardFunction {
  private final double meanWeight;
  private final double varianceWeight;
  private final double apiWeight;
  private final double minimumWeight;
  private final double varianceFloor;

  FourTermReward(
      double meanWeight,
      double varianceWeight,
      double apiWeight,
      double minimumWeight,
      double varianceFloor) {
    this.meanWeight = meanWeight;
    this.varianceWeight = varianceWeight;
    this.apiWeight = apiWeight;
    this.minimumWeight = minimumWeight;
    this.varianceFloor = varianceFloor;
  }

  @Override
  public String fingerprint() {
    return "four-term/1 mean=%s variance=%s api=%s minimum=%s from=%s"
        .formatted(meanWeight, varianceWeight, apiWeight, minimumWeight, varianceFloor);
  }

  @Override
  public Reward reward(RewardInput input) {
    PassRates rates = PassRates.of(input);
    OptionalDouble mean = rates.mean();
    // uniformly bad output has no variance; it must not be rewarded for that
    OptionalDouble variance =
        mean.isPresent() && mean.getAsDouble() >= varianceFloor
            ? rates.variance()
            : OptionalDouble.empty();
    List<RewardTerm> terms = new ArrayList<>();
    terms.add(new RewardTerm("mean", mean, meanWeight));
    if (varianceWeight != 0) {
      terms.add(new RewardTerm("variance", variance, -varianceWeight));
    }
    if (apiWeight != 0) {
      terms.add(new RewardTerm("api", ApiAgreement.of(input), apiWeight));
    }
    if (minimumWeight != 0) {
      terms.add(new RewardTerm("minimum", rates.minimum(), minimumWeight));
    }
    Reward.Builder reward = Reward.builder().terms(terms);
    if (mean.isPresent()) {
      double sum = 0;
      for (RewardTerm t : terms) {
        if (t.value().isPresent()) {
          sum += t.weight() * t.value().getAsDouble();
        }
      }
      reward.value(sum);
    }
    return reward.build();
  }
}
