package org.iccm.training.policy;

import java.util.ArrayList;
import java.util.List;
import org.iccm.training.policy.Advantages.Advantage;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.TokenCredit;
import org.jspecify.annotations.Nullable;

/** A batch's loss, text by text, apart from the model that the log-probabilities come from. */
final class PolicyBatch {
  private final PolicyOptions options;
  private final List<Row> rows = new ArrayList<>();
  private final RatioCount ratios = new RatioCount();

  /** A text that teaches. */
  static final class Row {
    private final Prompt prompt;
    private final Sample sample;
    private final Advantage advantage;
    private final @Nullable TokenCredit credit;
    private final TokenLoss loss;
    private final double weight;

    private Row(
        Prompt prompt,
        Sample sample,
        Advantage advantage,
        @Nullable TokenCredit credit,
        TokenLoss loss,
        double weight) {
      this.prompt = prompt;
      this.sample = sample;
      this.advantage = advantage;
      this.credit = credit;
      this.loss = loss;
      this.weight = weight;
    }

    Prompt prompt() {
      return prompt;
    }

    Sample sample() {
      return sample;
    }

    /** The text's part of the loss; {@code slopes} takes its derivative by each value. */
    double evaluate(float[] logs, float[] slopes) {
      return loss.evaluate(sample, advantage, credit, logs, weight, slopes);
    }
  }

  /** A batch of groups that the objective admits. */
  PolicyBatch(PolicyOptions options, double beta, List<RewardedGroup> groups) {
    this.options = options;
    boolean penalised = options.kl() == KlPlacement.REWARD && beta > 0;
    List<double[]> rewards = new ArrayList<>();
    List<double[]> penalties = new ArrayList<>();
    for (RewardedGroup g : groups) {
      rewards.add(g.rewards().stream().mapToDouble(r -> r).toArray());
      List<Sample> samples = g.group().samples();
      penalties.add(samples.stream().mapToDouble(s -> penalised ? beta * s.k1() : 0).toArray());
    }
    Advantages advantages = Advantages.of(options.estimator(), rewards, penalties);
    TokenLoss loss = new TokenLoss(options, beta, ratios);
    long tokens = tokens(groups, advantages);
    for (int g = 0; g < groups.size(); g++) {
      SampledGroup group = groups.get(g).group();
      for (int i = 0; i < group.samples().size(); i++) {
        Sample sample = group.samples().get(i);
        Advantage advantage = advantages.groups().get(g).get(i);
        TokenCredit credit = groups.get(g).credits().get(i).orElse(null);
        if (loss.teaches(sample, advantage, credit)) {
          double weight = weight(sample.length(), advantages.counted(), tokens);
          rows.add(new Row(group.prompt(), sample, advantage, credit, loss, weight));
        }
      }
    }
  }

  /** Tokens of the samples that count and may be learned from. */
  private long tokens(List<RewardedGroup> groups, Advantages advantages) {
    long tokens = 0;
    for (int g = 0; g < groups.size(); g++) {
      List<Sample> samples = groups.get(g).group().samples();
      for (int i = 0; i < samples.size(); i++) {
        boolean learned = samples.get(i).ended() || options.learnsFromUnended();
        boolean counts = advantages.groups().get(g).get(i).counts();
        tokens += learned && counts ? samples.get(i).length() : 0;
      }
    }
    return tokens;
  }

  private double weight(int length, int counted, long tokens) {
    return switch (options.aggregation()) {
      case CONSTANT -> 1.0 / ((double) counted * options.constantLength());
      case SEQUENCE_MEAN -> 1.0 / ((double) counted * length);
      case TOKEN_MEAN -> 1.0 / tokens;
    };
  }

  /** The texts that teach; others need not go through the model. */
  List<Row> rows() {
    return rows;
  }

  /** Ratios of the texts evaluated so far. */
  RatioFigures ratios() {
    return ratios.figures();
  }
}
