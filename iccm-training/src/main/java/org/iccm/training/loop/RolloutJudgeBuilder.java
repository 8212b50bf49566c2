package org.iccm.training.loop;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Sampling;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.RolloutService;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.training.engineer.RequirementFormat;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link RolloutJudge}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class RolloutJudgeBuilder {
  final RolloutService service;
  final RequirementFormat format;
  final String runId;
  private final List<ReconstructionTask> tasks;
  List<String> models = List.of();
  int samples = 1;
  Sampling sampling = Sampling.builder().temperature(0).maxTokens(2048).build();
  Scope scope = Scope.UNIT;
  double applicationShare;
  Budget budget = Budget.UNLIMITED;
  ResourceLimits limits = ResourceLimits.DEFAULT;
  long seed;
  CreditMode credit = CreditMode.SEQUENCE;
  @Nullable FactTests facts;
  Admission admission = Admission.OPEN;
  RolloutTerms terms = new PassRates(0);

  /**
   * Starts with scope UNIT, one sample at temperature 0 of all of the orchestra, credit by
   * sequence, and no limits.
   *
   * @param service makes the rollouts; stays the caller's
   * @param format reads what a policy writes; its tokenizer stays open meanwhile
   * @param runId the budget's account: a run that goes on keeps it
   * @param tasks of all prompts that will be judged, those of the validation too
   */
  public RolloutJudgeBuilder(
      RolloutService service,
      RequirementFormat format,
      String runId,
      Collection<ReconstructionTask> tasks) {
    this.service = Objects.requireNonNull(service, "service");
    this.format = Objects.requireNonNull(format, "format");
    this.runId = Objects.requireNonNull(runId, "runId");
    this.tasks = List.copyOf(tasks);
  }

  /**
   * Sets who rebuilds.
   *
   * @param models instance names; none means the orchestra
   * @param samples of each, at least 1
   * @param sampling how they answer
   * @return this builder
   */
  public RolloutJudgeBuilder models(List<String> models, int samples, Sampling sampling) {
    this.models = List.copyOf(models);
    this.samples = samples;
    this.sampling = sampling;
    return this;
  }

  /**
   * Sets what is rebuilt.
   *
   * @param scope what most groups are judged by
   * @param applicationShare in scope UNIT, the share of groups that are judged by the whole
   *     application instead, 0 to 1
   * @return this builder
   */
  public RolloutJudgeBuilder scope(Scope scope, double applicationShare) {
    if (!(applicationShare >= 0 && applicationShare <= 1)) {
      throw new IllegalArgumentException("applicationShare must be 0 to 1, is " + applicationShare);
    }
    this.scope = scope;
    this.applicationShare = applicationShare;
    return this;
  }

  /**
   * Sets hard limits of all invocations together.
   *
   * @param budget calls, tokens, money; wall-clock time is the loop's ({@link LoopOptions})
   * @return this builder
   * @throws IllegalArgumentException if it limits the wall clock: requests under way at once would
   *     be charged for the same minutes
   */
  public RolloutJudgeBuilder budget(Budget budget) {
    if (budget.wallClock().isPresent()) {
      throw new IllegalArgumentException(
          "give the limit of the wall clock to LoopOptions: it holds for training as well");
    }
    this.budget = budget;
    return this;
  }

  /**
   * Sets limits of a test run.
   *
   * @param limits the limits
   * @return this builder
   */
  public RolloutJudgeBuilder limits(ResourceLimits limits) {
    this.limits = limits;
    return this;
  }

  /**
   * Sets the rollouts' seed.
   *
   * @param seed any
   * @return this builder
   */
  public RolloutJudgeBuilder seed(long seed) {
    this.seed = seed;
    return this;
  }

  /**
   * Sets who earns by sequence or by attribution.
   *
   * @param credit not {@link CreditMode#ORACLE}: {@link #oracle}
   * @return this builder
   */
  public RolloutJudgeBuilder credit(CreditMode credit) {
    if (credit == CreditMode.ORACLE) {
      throw new IllegalArgumentException("credit by oracle needs the facts' tests: oracle(...)");
    }
    this.credit = credit;
    return this;
  }

  /**
   * Lets requirements earn what the tests of their facts say.
   *
   * @param facts the tests
   * @return this builder
   */
  public RolloutJudgeBuilder oracle(FactTests facts) {
    this.credit = CreditMode.ORACLE;
    this.facts = facts;
    return this;
  }

  /**
   * Sets a gate before all others.
   *
   * @param admission the gate
   * @return this builder
   */
  public RolloutJudgeBuilder admission(Admission admission) {
    this.admission = admission;
    return this;
  }

  /**
   * Sets the reward's terms.
   *
   * @param terms makes them
   * @return this builder
   */
  public RolloutJudgeBuilder terms(RolloutTerms terms) {
    this.terms = terms;
    return this;
  }

  /**
   * Builds the judge.
   *
   * @return the judge
   * @throws IllegalArgumentException if two tasks have one prompt, or a value is out of its range
   */
  public RolloutJudge build() {
    if (samples < 1) {
      throw new IllegalArgumentException("samples must be at least 1, is " + samples);
    }
    return new RolloutJudge(this);
  }

  Map<String, ReconstructionTask> tasksByPrompt() {
    Map<String, ReconstructionTask> byPrompt = new LinkedHashMap<>();
    for (ReconstructionTask task : tasks) {
      if (byPrompt.put(task.prompt().id(), task) != null) {
        throw new IllegalArgumentException("two tasks are of the prompt " + task.prompt().id());
      }
    }
    return byPrompt;
  }

  /** All that judgements depend on, but for budgets: a larger one goes on. */
  String describe() {
    return "models "
        + models
        + ", samples "
        + samples
        + ", "
        + sampling.canonical()
        + ", scope "
        + scope
        + " with "
        + applicationShare
        + " of applications, seed "
        + seed
        + ", credit "
        + credit
        + ", "
        + terms.describe();
  }
}
