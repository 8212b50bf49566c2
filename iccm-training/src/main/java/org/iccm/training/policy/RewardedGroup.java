package org.iccm.training.policy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.iccm.training.reward.TokenCredit;

/**
 * A prompt's samples and what they earned.
 *
 * @param group the samples
 * @param rewards one per sample; NaN is out of every baseline and of the loss
 * @param credits for each sample, which of its tokens earn what; empty if all earn alike
 * @since 0.1.0
 */
public record RewardedGroup(
    SampledGroup group, List<Double> rewards, List<Optional<TokenCredit>> credits) {
  /**
   * Checks that all belongs together.
   *
   * @throws IllegalArgumentException if numbers of values differ or a reward is infinite
   */
  public RewardedGroup {
    rewards = List.copyOf(rewards);
    credits = List.copyOf(credits);
    int n = group.samples().size();
    if (rewards.size() != n || credits.size() != n) {
      throw new IllegalArgumentException(
          n + " samples, " + rewards.size() + " rewards, " + credits.size() + " credits");
    }
    for (int i = 0; i < n; i++) {
      if (Double.isInfinite(rewards.get(i))) {
        throw new IllegalArgumentException(
            "the reward of sample " + i + " of " + group.prompt() + " is infinite");
      }
      Optional<TokenCredit> credit = credits.get(i);
      int tokens = group.samples().get(i).length();
      if (credit.isPresent() && credit.get().tokens() != tokens) {
        throw new IllegalArgumentException(
            "credit of "
                + credit.get().tokens()
                + " tokens for sample "
                + i
                + " of "
                + group.prompt()
                + ", which has "
                + tokens);
      }
    }
  }

  /**
   * A group whose samples' tokens all earn alike.
   *
   * @param group the samples
   * @param rewards one per sample, NaN if it cannot be said
   * @return the group
   */
  public static RewardedGroup of(SampledGroup group, double... rewards) {
    List<Double> values = new ArrayList<>();
    for (double r : rewards) {
      values.add(r);
    }
    return new RewardedGroup(
        group, values, Collections.nCopies(group.samples().size(), Optional.empty()));
  }
}
