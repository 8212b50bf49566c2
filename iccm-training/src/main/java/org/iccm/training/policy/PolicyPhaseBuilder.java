package org.iccm.training.policy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.iccm.training.alarm.AlarmLimits;
import org.iccm.training.alarm.EarlyStop;
import org.iccm.training.alarm.SupervisedFallback;
import org.iccm.training.prompt.Curriculum;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.prompt.PromptPriorities;
import org.iccm.training.reward.RewardComposer;
import org.iccm.training.reward.TermScaling;
import org.iccm.training.reward.TermSchedule;
import org.iccm.training.t5.ReferencePolicy;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link PolicyPhase}. Not thread-safe; what it is given with a state of its own (rewards,
 * priorities, early stop) belongs to the one phase that it builds.
 *
 * @since 0.1.0
 */
public final class PolicyPhaseBuilder {
  final T5Model model;
  final T5Trainer trainer;
  final List<Prompt> prompts;
  PolicyOptions objective = PolicyOptions.rloo().build();
  @Nullable ReferencePolicy reference;
  RewardComposer rewards =
      RewardComposer.of(List.of(TermSchedule.always("mean", 1)), TermScaling.FIRST);
  PromptPriorities priorities = new PromptPriorities(0.2, 0.5, 0.7);
  Curriculum curriculum = Curriculum.none();
  AlarmLimits limits = AlarmLimits.usual();
  EarlyStop earlyStop = new EarlyStop(5, 0);
  SupervisedFallback fallback = SupervisedFallback.none();
  int samples = 4;
  int promptsPerBatch = 8;
  int maxTokens = 256;
  long seed;

  /**
   * Starts a builder: RLOO without a reference, 8 prompts with 4 texts each, the reward a single
   * term {@code mean}.
   *
   * @param model the model; its active adapter counts
   * @param trainer trains it, or the active adapter; stays the caller's
   * @param prompts what to write for, at least one, ids distinct
   */
  public PolicyPhaseBuilder(T5Model model, T5Trainer trainer, List<Prompt> prompts) {
    this.model = model;
    this.trainer = trainer;
    this.prompts = List.copyOf(prompts);
  }

  /**
   * Sets the objective; default {@link PolicyOptions#rloo()}.
   *
   * @param objective the value
   * @return this builder
   */
  public PolicyPhaseBuilder objective(PolicyOptions objective) {
    this.objective = Objects.requireNonNull(objective, "objective");
    return this;
  }

  /**
   * Sets the policy that the KL is measured from; without one, the objective's beta has to be 0 or
   * its KL nowhere.
   *
   * @param reference the value; stays the caller's
   * @return this builder
   */
  public PolicyPhaseBuilder reference(ReferencePolicy reference) {
    this.reference = Objects.requireNonNull(reference, "reference");
    return this;
  }

  /**
   * Sets the reward's terms.
   *
   * @param rewards the value
   * @return this builder
   */
  public PolicyPhaseBuilder rewards(RewardComposer rewards) {
    this.rewards = Objects.requireNonNull(rewards, "rewards");
    return this;
  }

  /**
   * Sets how prompts are preferred; default a floor of .2, a prior spread of .5, .7 remembered.
   *
   * @param priorities the value
   * @return this builder
   */
  public PolicyPhaseBuilder priorities(PromptPriorities priorities) {
    this.priorities = Objects.requireNonNull(priorities, "priorities");
    return this;
  }

  /**
   * Sets the course from easy to hard; default none.
   *
   * @param curriculum the value
   * @return this builder
   */
  public PolicyPhaseBuilder curriculum(Curriculum curriculum) {
    this.curriculum = Objects.requireNonNull(curriculum, "curriculum");
    return this;
  }

  /**
   * Sets the alarms' limits; default {@link AlarmLimits#usual()}.
   *
   * @param limits the value
   * @return this builder
   */
  public PolicyPhaseBuilder alarms(AlarmLimits limits) {
    this.limits = Objects.requireNonNull(limits, "limits");
    return this;
  }

  /**
   * Sets when validation ends the phase; default after five without improvement.
   *
   * @param earlyStop the value
   * @return this builder
   */
  public PolicyPhaseBuilder earlyStop(EarlyStop earlyStop) {
    this.earlyStop = Objects.requireNonNull(earlyStop, "earlyStop");
    return this;
  }

  /**
   * Sets how much of supervised targets is mixed in; default none.
   *
   * @param fallback the value
   * @return this builder
   */
  public PolicyPhaseBuilder fallback(SupervisedFallback fallback) {
    this.fallback = Objects.requireNonNull(fallback, "fallback");
    return this;
  }

  /**
   * Sets a batch's size; default 8 prompts with 4 texts each.
   *
   * @param promptsPerBatch at least 1; all prompts if there are fewer
   * @param samples texts per prompt, at least 2
   * @return this builder
   */
  public PolicyPhaseBuilder batch(int promptsPerBatch, int samples) {
    this.promptsPerBatch = promptsPerBatch;
    this.samples = samples;
    return this;
  }

  /**
   * Sets the longest text; default 256.
   *
   * @param maxTokens at least 1
   * @return this builder
   */
  public PolicyPhaseBuilder maxTokens(int maxTokens) {
    this.maxTokens = maxTokens;
    return this;
  }

  /**
   * Sets the seed of all draws; default 0.
   *
   * @param seed the value
   * @return this builder
   */
  public PolicyPhaseBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * Builds the phase.
   *
   * @return a phase before its first update
   * @throws IllegalArgumentException if a value is out of its range, an id comes twice, the trainer
   *     drops, or a KL is wanted without a reference
   */
  public PolicyPhase build() {
    check(!prompts.isEmpty(), "there is no prompt");
    check(
        promptsPerBatch >= 1 && samples >= 2 && maxTokens >= 1,
        "a batch has at least 1 prompt with 2 texts of 1 token, not "
            + promptsPerBatch
            + ", "
            + samples
            + ", "
            + maxTokens);
    check(
        reference != null || objective.kl() == KlPlacement.NONE || objective.beta() == 0,
        "beta is " + objective.beta() + ": give a reference, or set it to 0");
    check(
        reference == null || reference.staysUnder(trainer),
        "the reference learns with the policy: use ReferencePolicy.copyOf, or another adapter");
    return new PolicyPhase(this);
  }

  Map<String, Prompt> promptsById() {
    Map<String, Prompt> byId = new LinkedHashMap<>();
    for (Prompt p : prompts) {
      check(byId.put(p.id(), p) == null, "prompt '" + p.id() + "' comes twice");
    }
    return byId;
  }

  /** What a checkpoint is checked by: in words, equal for equal phases. */
  Map<String, String> settings() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("objective", objective.toString());
    all.put("reference", reference == null ? "none" : reference.digest());
    all.put("prompts", prompts.size() + " with hash " + Integer.toHexString(prompts.hashCode()));
    all.put("rewards", rewards.toString());
    all.put("priorities", priorities.toString());
    all.put("curriculum", curriculum.toString());
    all.put("limits", limits.toString());
    all.put("earlyStop", earlyStop.toString());
    all.put("fallback", fallback.toString());
    all.put("batch", promptsPerBatch + " x " + samples + " of " + maxTokens);
    all.put("seed", Long.toString(seed));
    return all;
  }

  private static void check(boolean good, String message) {
    if (!good) {
      throw new IllegalArgumentException(message);
    }
  }
}
