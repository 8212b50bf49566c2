package org.iccm.training.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.TokenCredit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PolicyBatchTest {
  private static final double STEP = 1e-5;

  @Test
  @DisplayName("loss and slopes of 600 random batches under random switches equal scalar code's")
  void sameAsScalarCode() {
    SplittableRandom random = new SplittableRandom(3);
    Set<String> seen = new HashSet<>();
    for (int n = 0; n < 600; n++) {
      PolicyOptions options = options(random);
      seen.add(
          options.estimator()
              + " "
              + options.ratio()
              + " "
              + options.kl()
              + " "
              + options.aggregation());
      double beta = 0.2;
      List<RewardedGroup> groups = groups(random);
      double[][][] logs = logs(groups, random);
      ScalarLoss expected = new ScalarLoss(options, beta, groups);
      assertThat(compare(options, beta, groups, logs, expected))
          .as(options + " " + groups)
          .isCloseTo(expected.of(logs, logs), within(1e-6));
    }
    assertThat(seen).hasSize(4 * 3 * 3 * 3);
  }

  /** The kernel's loss; its slopes are compared with differences of the scalar code's. */
  private static double compare(
      PolicyOptions options,
      double beta,
      List<RewardedGroup> groups,
      double[][][] logs,
      ScalarLoss expected) {
    Map<Sample, PolicyBatch.Row> rows = new IdentityHashMap<>();
    new PolicyBatch(options, beta, groups).rows().forEach(r -> rows.put(r.sample(), r));
    double loss = 0;
    for (int g = 0; g < groups.size(); g++) {
      List<Sample> samples = groups.get(g).group().samples();
      for (int i = 0; i < samples.size(); i++) {
        double[] own = logs[g][i];
        float[] slopes = new float[own.length];
        if (rows.containsKey(samples.get(i))) {
          loss += Objects.requireNonNull(rows.get(samples.get(i))).evaluate(floats(own), slopes);
        }
        for (int t = 0; t < own.length; t++) {
          double before = own[t];
          double[][][] frozen = copy(logs);
          own[t] = before + STEP;
          double above = expected.of(logs, frozen);
          own[t] = before - STEP;
          double below = expected.of(logs, frozen);
          own[t] = before;
          assertThat((double) slopes[t])
              .as(options + " group " + g + " sample " + i + " token " + t)
              .isCloseTo((above - below) / (2 * STEP), within(1e-5));
        }
      }
    }
    return loss;
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  private static double[][][] copy(double[][][] values) {
    double[][][] copy = new double[values.length][][];
    for (int g = 0; g < values.length; g++) {
      copy[g] = new double[values[g].length][];
      for (int i = 0; i < values[g].length; i++) {
        copy[g][i] = values[g][i].clone();
      }
    }
    return copy;
  }

  private static <T> T any(T[] values, SplittableRandom random) {
    return values[random.nextInt(values.length)];
  }

  private static PolicyOptions options(SplittableRandom random) {
    return PolicyOptions.rloo()
        .estimator(any(Estimator.values(), random))
        .ratio(any(RatioUse.values(), random))
        .ratioLevel(any(RatioLevel.values(), random))
        .ratioCap(1 + random.nextDouble())
        .maxStaleness(0)
        .clip(new ClipRange(0.1 + 0.2 * random.nextDouble(), 0.3, 1.2 + random.nextDouble()))
        .aggregation(any(Aggregation.values(), random))
        .constantLength(1 + random.nextInt(9))
        .kl(any(KlPlacement.values(), random))
        .learnsFromUnended(random.nextBoolean())
        .build();
  }

  private static List<RewardedGroup> groups(SplittableRandom random) {
    List<RewardedGroup> groups = new ArrayList<>();
    for (int g = 0; g < 3; g++) {
      List<Sample> samples = new ArrayList<>();
      List<Double> rewards = new ArrayList<>();
      List<Optional<TokenCredit>> credits = new ArrayList<>();
      boolean alike = random.nextInt(4) == 0;
      int size = 1 + random.nextInt(4);
      for (int i = 0; i < size; i++) {
        int n = 1 + random.nextInt(4);
        samples.add(
            new Sample(
                new int[n],
                below0(n, random),
                new float[n],
                below0(n, random),
                random.nextInt(4) > 0));
        double reward = alike ? 0.3 : random.nextDouble();
        rewards.add(random.nextInt(4) == 0 ? Double.NaN : reward);
        credits.add(
            random.nextInt(3) > 0
                ? Optional.empty()
                : Optional.of(TokenCredit.of(below0(n, random), below0(n, random))));
      }
      Prompt prompt = new Prompt("p" + g, new int[] {1}, 0);
      groups.add(new RewardedGroup(new SampledGroup(0, 0, prompt, samples), rewards, credits));
    }
    return groups;
  }

  private static float[] below0(int n, SplittableRandom random) {
    float[] values = new float[n];
    for (int i = 0; i < n; i++) {
      values[i] = (float) (-2 * random.nextDouble());
    }
    return values;
  }

  /** Near the old ones, so that ratios fall on both sides of every limit; exact as floats. */
  private static double[][][] logs(List<RewardedGroup> groups, SplittableRandom random) {
    double[][][] logs = new double[groups.size()][][];
    for (int g = 0; g < logs.length; g++) {
      List<Sample> samples = groups.get(g).group().samples();
      logs[g] = new double[samples.size()][];
      for (int i = 0; i < samples.size(); i++) {
        float[] old = samples.get(i).logProbabilities();
        logs[g][i] = new double[old.length];
        for (int t = 0; t < old.length; t++) {
          logs[g][i][t] = (float) (old[t] + 0.5 * random.nextGaussian());
        }
      }
    }
    return logs;
  }

  private static RewardedGroup group(double... rewards) {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < rewards.length; i++) {
      samples.add(
          new Sample(
              new int[] {3, 4},
              new float[] {-1, -2},
              new float[] {0.5f, 0.5f},
              new float[] {-1.5f, -2},
              true));
    }
    Prompt prompt = new Prompt("p", new int[] {1}, 0);
    return RewardedGroup.of(new SampledGroup(0, 0, prompt, samples), rewards);
  }

  @Test
  @DisplayName("groups that are rewarded alike teach nothing; a rejection of 0 is in the baseline")
  void baseline() {
    PolicyOptions options = PolicyOptions.rloo().build();
    assertThat(new PolicyBatch(options, 0, List.of(group(0.1, 0.1, 0.1))).rows()).isEmpty();
    assertThat(new PolicyBatch(options, 0, List.of(group(0.7))).rows()).isEmpty();
    List<PolicyBatch.Row> rows =
        new PolicyBatch(options, 0, List.of(group(0.6, 0, Double.NaN))).rows();
    assertThat(rows).hasSize(2);
    float[] slopes = new float[2];
    rows.get(0).evaluate(new float[] {-1, -2}, slopes);
    assertThat(slopes).containsExactly(-0.3f, -0.3f);
    rows.get(1).evaluate(new float[] {-1, -2}, slopes);
    assertThat(slopes).containsExactly(0.3f, 0.3f);
  }

  @Test
  @DisplayName("credit gives the tokens of a requirement their own advantage, the others none")
  void credit() {
    RewardedGroup alike = group(0.5, 0.5);
    TokenCredit second = TokenCredit.spans(2, List.of(new TokenCredit.Span(1, 2, 0, 0.25)), 0);
    RewardedGroup credited =
        new RewardedGroup(
            alike.group(), alike.rewards(), List.of(Optional.of(second), Optional.empty()));
    List<PolicyBatch.Row> rows =
        new PolicyBatch(PolicyOptions.rloo().build(), 0, List.of(credited)).rows();
    assertThat(rows).hasSize(1);
    float[] slopes = new float[2];
    rows.get(0).evaluate(new float[] {-1, -2}, slopes);
    assertThat(slopes[0]).isZero();
    assertThat(slopes[1]).isEqualTo(-0.125f);
  }

  @Test
  @DisplayName("ratios are counted: largest, effective share, cut shares")
  void ratios() {
    PolicyOptions options = PolicyOptions.rloo().ratioCap(1.5).build();
    PolicyBatch batch = new PolicyBatch(options, 0, List.of(group(1, 0)));
    float[] slopes = new float[2];
    double third = Math.log(3);
    batch.rows().get(0).evaluate(new float[] {-1, (float) (-2 + third)}, slopes);
    RatioFigures figures = batch.ratios();
    assertThat(figures.most()).isCloseTo(3, within(1e-6));
    assertThat(figures.effective()).isCloseTo(16.0 / 20, within(1e-6));
    assertThat(figures.cutAbove()).isEqualTo(0.5);
    assertThat(figures.cutBelow()).isZero();
    assertThat(slopes[1]).isEqualTo(-0.75f);
  }
}
