package org.iccm.training.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Estimators against the exact gradient of a policy whose texts can be enumerated. */
class EstimatorTest {
  private static final int DRAWS = 40_000;
  private static final int GROUP = 4;
  private static final int BATCH = 2 * GROUP;

  private final Bandit policy = Bandit.random(2, 2, 1);
  private final Bandit reference = policy.moved(0.7, 2);

  private static PolicyOptions.Builder plain(Estimator estimator) {
    return PolicyOptions.rloo()
        .estimator(estimator)
        .ratio(RatioUse.NONE)
        .maxStaleness(0)
        .kl(KlPlacement.NONE);
  }

  private Moments draws(PolicyOptions options, double beta, Bandit drawer, Moments into) {
    return draws(options, beta, drawer, 0, into);
  }

  private Moments draws(
      PolicyOptions options, double beta, Bandit drawer, double failing, Moments into) {
    SplittableRandom random = new SplittableRandom(77);
    for (int i = 0; i < DRAWS; i++) {
      List<RewardedGroup> groups = drawer.groups(GROUP, failing, reference, random);
      // Without two scored texts of any prompt there is no estimate.
      boolean idle =
          groups.stream()
              .allMatch(g -> g.rewards().stream().filter(r -> !Double.isNaN(r)).count() < 2);
      if (!idle) {
        into.add(policy.estimate(options, beta, groups));
      }
    }
    return into;
  }

  @Test
  @DisplayName("RLOO's mean is the exact gradient, within 3 sigma")
  void rloo() {
    double[] exact = policy.exact(0, reference);
    Moments moments = draws(plain(Estimator.RLOO).build(), 0, policy, Moments.along(exact, 5));
    assertThat(moments.worst(exact)).isLessThan(3);
    // The test can see: a tenth more or less would show.
    assertThat(moments.worst(Moments.times(exact, 1.1))).isGreaterThan(3);
  }

  @Test
  @DisplayName("a text that could not be scored leaves RLOO's mean alone")
  void unscored() {
    double[] exact = policy.exact(0, reference);
    Moments moments = draws(plain(Estimator.RLOO).build(), 0, policy, 0.3, Moments.along(exact, 5));
    assertThat(moments.worst(exact)).isLessThan(3);
  }

  @Test
  @DisplayName("KL in the reward: the exact gradient of expected reward less beta KL")
  void klInReward() {
    double[] exact = policy.exact(0.3, reference);
    assertThat(Moments.dot(exact, policy.exact(0, reference)))
        .isLessThan(0.9 * Moments.dot(exact, exact));
    PolicyOptions options = plain(Estimator.RLOO).kl(KlPlacement.REWARD).build();
    Moments moments = draws(options, 0.3, policy, Moments.along(exact, 5));
    assertThat(moments.worst(exact)).isLessThan(3);
  }

  @Test
  @DisplayName(
      "KL in the loss is exact for texts of one token, and leaves a part out for longer ones")
  void klInLoss() {
    PolicyOptions options = plain(Estimator.RLOO).kl(KlPlacement.LOSS).build();
    Bandit single = Bandit.random(2, 1, 3);
    Bandit other = single.moved(0.7, 4);
    double[] exact = single.exact(0.3, other);
    Moments moments = Moments.along(exact, 5);
    SplittableRandom random = new SplittableRandom(78);
    for (int i = 0; i < 16 * DRAWS; i++) {
      moments.add(single.estimate(options, 0.3, single.groups(GROUP, 0, other, random)));
    }
    assertThat(moments.worst(exact)).isLessThan(3);
    double[] longer = policy.exact(0.3, reference);
    assertThat(draws(options, 0.3, policy, Moments.along(longer, 5)).worst(longer))
        .isGreaterThan(3);
  }

  @Test
  @DisplayName("REINFORCE with the batch's mean is short by 1/N, Dr. GRPO by 1/G, exactly")
  void ownRewardInTheBaseline() {
    double[] exact = policy.exact(0, reference);
    Moments batch = draws(plain(Estimator.REINFORCE).build(), 0, policy, Moments.along(exact, 5));
    assertThat(batch.worst(Moments.times(exact, 1 - 1.0 / BATCH))).isLessThan(3);
    assertThat(batch.worst(exact)).isGreaterThan(3);
    Moments group = draws(plain(Estimator.DR_GRPO).build(), 0, policy, Moments.along(exact, 5));
    assertThat(group.worst(Moments.times(exact, 1 - 1.0 / GROUP))).isLessThan(3);
    assertThat(group.worst(exact)).isGreaterThan(3);
  }

  @Test
  @DisplayName("GRPO's mean has another direction than the gradient")
  void grpo() {
    double[] exact = policy.exact(0, reference);
    PolicyOptions options = plain(Estimator.GRPO).build();
    double[] mean = draws(options, 0, policy, Moments.along(exact, 5)).mean();
    double along = Moments.dot(mean, exact) / Moments.dot(exact, exact);
    double[] across = mean.clone();
    for (int i = 0; i < across.length; i++) {
      across[i] -= along * exact[i];
    }
    // Other draws than those the direction was found with.
    SplittableRandom random = new SplittableRandom(79);
    Moments moments = Moments.alongOnly(across);
    for (int i = 0; i < DRAWS; i++) {
      moments.add(policy.estimate(options, 0, policy.groups(GROUP, 0, reference, random)));
    }
    assertThat(along).isPositive();
    assertThat(moments.worst(new double[across.length])).isGreaterThan(3);
  }

  @Test
  @DisplayName(
      "where prompts differ in difficulty, RLOO varies less than REINFORCE brought to scale")
  void variance() {
    double[] exact = policy.exact(0, reference);
    double rloo =
        draws(plain(Estimator.RLOO).build(), 0, policy, Moments.along(exact, 5)).variance();
    double reinforce =
        draws(plain(Estimator.REINFORCE).build(), 0, policy, Moments.along(exact, 5)).variance();
    double scale = BATCH / (BATCH - 1.0);
    assertThat(rloo).isLessThan(0.8 * scale * scale * reinforce);
  }

  @Test
  @DisplayName("clipped ratios of the policy's own samples are the plain gradient")
  void clippedAtOne() {
    double[] exact = policy.exact(0, reference);
    PolicyOptions options = PolicyOptions.ppo().kl(KlPlacement.NONE).build();
    assertThat(draws(options, 0, policy, Moments.along(exact, 5)).worst(exact)).isLessThan(3);
  }

  @Test
  @DisplayName(
      "older samples: whole texts' ratios are exact, tokens' and cut ones are not, none is worst")
  void olderSamples() {
    double[] exact = policy.exact(0, reference);
    Bandit older = policy.moved(0.5, 6);
    PolicyOptions.Builder builder =
        PolicyOptions.rloo()
            .kl(KlPlacement.NONE)
            .ratio(RatioUse.TRUNCATED)
            .ratioCap(Double.POSITIVE_INFINITY);
    Moments whole =
        draws(builder.ratioLevel(RatioLevel.SEQUENCE).build(), 0, older, Moments.along(exact, 5));
    assertThat(whole.worst(exact)).isLessThan(3);
    Moments tokens =
        draws(builder.ratioLevel(RatioLevel.TOKEN).build(), 0, older, Moments.along(exact, 5));
    assertThat(tokens.worst(exact)).isGreaterThan(3);
    Moments cut =
        draws(
            builder.ratioLevel(RatioLevel.SEQUENCE).ratioCap(1).build(),
            0,
            older,
            Moments.along(exact, 5));
    assertThat(cut.worst(exact)).isGreaterThan(3);
    assertThat(cut.variance()).isLessThan(whole.variance());
    Moments none = draws(plain(Estimator.RLOO).build(), 0, older, Moments.along(exact, 5));
    assertThat(distance(none.mean(), exact)).isGreaterThan(distance(tokens.mean(), exact));
  }

  private static double distance(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += (a[i] - b[i]) * (a[i] - b[i]);
    }
    return Math.sqrt(sum);
  }
}
