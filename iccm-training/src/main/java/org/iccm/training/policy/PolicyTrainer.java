package org.iccm.training.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.iccm.training.t5.ObjectiveBatch;
import org.iccm.training.t5.StepResult;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.jspecify.annotations.Nullable;

/**
 * Takes policy-gradient steps with a trainer of a whole model or of an adapter. Nothing is dropped:
 * dropout would make ratios wrong. Weight decay pulls towards 0, not towards the reference: 0 is
 * best.
 *
 * <p>Used from one thread, like the trainer.
 *
 * @since 0.1.0
 */
public final class PolicyTrainer {
  private final T5Config config;
  private final T5Trainer trainer;
  private final PolicyOptions options;

  /**
   * Supervised targets that are mixed in.
   *
   * @param batches sources and targets, at least one batch
   * @param coefficient what their mean cross-entropy per token is multiplied by, above 0
   */
  public record Supervision(List<TokenBatch> batches, double coefficient) {
    /** Checks the ranges. */
    public Supervision {
      batches = List.copyOf(batches);
      if (batches.isEmpty() || !(coefficient > 0)) {
        throw new IllegalArgumentException(
            batches.size() + " supervised batches, coefficient " + coefficient);
      }
    }
  }

  /** What one step is made of. */
  private static final class Work {
    private final List<ObjectiveBatch> batches = new ArrayList<>();
    private final PolicyBatch policy;
    private double policyLoss;
    private double supervisedLoss;

    Work(PolicyBatch policy) {
      this.policy = policy;
    }
  }

  /**
   * A policy trainer.
   *
   * @param config the model's configuration
   * @param trainer takes the steps; stays the caller's
   * @param options the objective
   * @throws IllegalArgumentException if the trainer drops
   */
  public PolicyTrainer(T5Config config, T5Trainer trainer, PolicyOptions options) {
    if (trainer.options().dropout() != 0) {
      throw new IllegalArgumentException(
          "dropout is "
              + trainer.options().dropout()
              + ": a policy learns with 0, or its probabilities are not those it was sampled with");
    }
    this.config = config;
    this.trainer = trainer;
    this.options = options;
  }

  /** Returns the objective. */
  public PolicyOptions options() {
    return options;
  }

  /**
   * Takes one step on a batch of groups.
   *
   * @param groups at least one
   * @param beta the KL's coefficient; without effect if {@link KlPlacement#NONE}
   * @param supervision targets that are mixed in, or null
   * @param rateFactor what the schedule's learning rate is multiplied by
   * @return what happened
   * @throws IllegalArgumentException if a sample is too old, or a KL is wanted and a sample has no
   *     log-probabilities of the reference
   * @throws org.iccm.training.t5.DivergedException if loss or gradient are not finite; nothing has
   *     changed then
   */
  public PolicyStep step(
      List<RewardedGroup> groups,
      double beta,
      @Nullable Supervision supervision,
      double rateFactor) {
    int version = trainer.steps();
    int staleness = staleness(groups);
    Work work = work(groups, beta, supervision);
    StepResult result = work.batches.isEmpty() ? null : trainer.minimise(work.batches, rateFactor);
    return new PolicyStep(
        version,
        result != null,
        work.policyLoss,
        supervision == null ? 0 : work.supervisedLoss / supervision.coefficient(),
        result == null ? 0 : result.gradientNorm(),
        result == null ? 0 : result.learningRate(),
        beta,
        staleness,
        BatchFigures.rewards(groups),
        work.policy.ratios(),
        BatchFigures.texts(groups));
  }

  /** What is known of a step whose loss or gradient were no numbers. */
  PolicyStep diverged(List<RewardedGroup> groups, double beta) {
    return new PolicyStep(
        trainer.steps(),
        false,
        Double.NaN,
        Double.NaN,
        Double.NaN,
        0,
        beta,
        staleness(groups),
        BatchFigures.rewards(groups),
        new RatioCount().figures(),
        BatchFigures.texts(groups));
  }

  private int staleness(List<RewardedGroup> groups) {
    int oldest = groups.stream().mapToInt(g -> g.group().version()).min().orElse(0);
    return trainer.steps() - oldest;
  }

  /**
   * The gradient that {@link #step} would follow, before clipping; no step is taken.
   *
   * @param groups at least one
   * @param beta the KL's coefficient
   * @return values by tensor; empty if nothing teaches anything
   */
  public Map<String, float[]> gradient(List<RewardedGroup> groups, double beta) {
    List<ObjectiveBatch> batches = work(groups, beta, null).batches;
    return batches.isEmpty() ? Map.of() : trainer.gradient(batches);
  }

  private Work work(List<RewardedGroup> groups, double beta, @Nullable Supervision supervision) {
    check(groups, beta);
    PolicyBatch policy = new PolicyBatch(options, beta, groups);
    Work work = new Work(policy);
    List<PolicyBatch.Row> rows = policy.rows();
    for (int from = 0; from < rows.size(); from += options.rows()) {
      List<PolicyBatch.Row> part = rows.subList(from, Math.min(rows.size(), from + options.rows()));
      work.batches.add(
          new ObjectiveBatch(
              batch(part),
              (logs, slopes) -> {
                double sum = 0;
                for (int i = 0; i < part.size(); i++) {
                  sum += part.get(i).evaluate(logs.get(i), slopes.get(i));
                }
                work.policyLoss += sum;
                return sum;
              }));
    }
    if (supervision != null) {
      supervise(supervision, work);
    }
    return work;
  }

  /** Rows of one prompt come one after the other: it is read once for them. */
  private TokenBatch batch(List<PolicyBatch.Row> rows) {
    List<int[]> sources = new ArrayList<>();
    int[] sourceOf = new int[rows.size()];
    for (int i = 0; i < rows.size(); i++) {
      if (i == 0 || !rows.get(i).prompt().equals(rows.get(i - 1).prompt())) {
        sources.add(rows.get(i).prompt().source());
      }
      sourceOf[i] = sources.size() - 1;
    }
    List<int[]> targets = rows.stream().map(row -> row.sample().tokens()).toList();
    return TokenBatch.shared(config, sources, targets, sourceOf);
  }

  private void check(List<RewardedGroup> groups, double beta) {
    if (groups.isEmpty()) {
      throw new IllegalArgumentException("there is no group");
    }
    for (RewardedGroup g : groups) {
      int age = trainer.steps() - g.group().version();
      if (age < 0 || age > options.maxStaleness()) {
        throw new IllegalArgumentException(
            "samples of "
                + g.group().prompt()
                + " are "
                + age
                + " steps old, allowed are 0 to "
                + options.maxStaleness()
                + ": draw them again");
      }
      boolean known = g.group().samples().stream().allMatch(Sample::hasReference);
      if (beta > 0 && options.kl() != KlPlacement.NONE && !known) {
        throw new IllegalArgumentException(
            "samples of "
                + g.group().prompt()
                + " have no log-probabilities of the reference: sample with one, or set beta to 0");
      }
    }
  }

  private static void supervise(Supervision supervision, Work work) {
    long tokens = supervision.batches().stream().mapToLong(TokenBatch::targetTokens).sum();
    double slope = -supervision.coefficient() / tokens;
    for (TokenBatch batch : supervision.batches()) {
      work.batches.add(
          new ObjectiveBatch(
              batch,
              (logs, slopes) -> {
                double sum = 0;
                for (int r = 0; r < logs.size(); r++) {
                  Arrays.fill(slopes.get(r), (float) slope);
                  for (float log : logs.get(r)) {
                    sum += slope * log;
                  }
                }
                work.supervisedLoss += sum;
                return sum;
              }));
    }
  }
}
