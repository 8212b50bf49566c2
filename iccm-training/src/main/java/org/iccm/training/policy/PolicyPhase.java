package org.iccm.training.policy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.training.alarm.Alarm;
import org.iccm.training.alarm.AlarmKind;
import org.iccm.training.alarm.CollapseAlarms;
import org.iccm.training.alarm.EarlyStop;
import org.iccm.training.alarm.Signals;
import org.iccm.training.alarm.SupervisedFallback;
import org.iccm.training.checkpoint.CheckpointException;
import org.iccm.training.prompt.Curriculum;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.prompt.PromptPriorities;
import org.iccm.training.reward.ComposedRewards;
import org.iccm.training.reward.Judgement;
import org.iccm.training.reward.RewardComposer;
import org.iccm.training.t5.DivergedException;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;

/**
 * Training by rewards, apart from what makes them: it says what to judge and learns from
 * judgements.
 *
 * <pre>{@code
 * while (phase.finished().isEmpty()) {
 *   while (phase.maySample()) {
 *     submit(phase.sample());
 *   }
 *   PolicyUpdate update = phase.learn(judgementsOf(phase.pending().get(0)), supervised);
 *   if (update.halt().isPresent()) { ... restore the last good checkpoint, slowDown(.5) ... }
 *   checkpoints.write(phase.updates(), phase::save);
 * }
 * }</pre>
 *
 * <p>Batches are learned from in the order in which they were drawn, at most {@link
 * PolicyOptions#maxStaleness} steps later. A loop that draws whenever it may, as above, makes the
 * same updates whatever the judges' speed, and goes on from a checkpoint bit for bit: what was
 * drawn and not judged is in it.
 *
 * <p>Used from one thread; nothing else may use the model during a call.
 *
 * @since 0.1.0
 */
public final class PolicyPhase {
  private final T5Trainer trainer;
  private final PolicyTrainer steps;
  private final PolicySampler sampler;
  private final Map<String, Prompt> prompts;
  private final RewardComposer rewards;
  private final PromptPriorities priorities;
  private final Curriculum curriculum;
  private final CollapseAlarms alarms;
  private final EarlyStop earlyStop;
  private final SupervisedFallback fallback;
  private final int promptsPerBatch;
  private final long seed;
  private final Map<String, String> settings;
  private final Deque<List<SampledGroup>> pending = new ArrayDeque<>();
  private int updates;
  private int batches;
  private double beta;
  private double rateFactor = 1;

  PolicyPhase(PolicyPhaseBuilder b) {
    this.trainer = b.trainer;
    this.steps = new PolicyTrainer(b.model.config(), b.trainer, b.objective);
    this.sampler =
        new PolicySampler(b.model, b.reference, b.samples, b.maxTokens, b.objective.rows());
    this.prompts = b.promptsById();
    this.rewards = b.rewards;
    this.priorities = b.priorities;
    this.curriculum = b.curriculum;
    this.alarms = new CollapseAlarms(b.limits);
    this.earlyStop = b.earlyStop;
    this.fallback = b.fallback;
    this.promptsPerBatch = b.promptsPerBatch;
    this.seed = b.seed;
    this.beta = b.objective.beta();
    this.settings = b.settings();
  }

  /** Returns whether another batch may be drawn before the oldest one is learned from. */
  public boolean maySample() {
    return pending.size() <= steps.options().maxStaleness();
  }

  /**
   * Draws a batch: picks prompts by curriculum and usefulness, and texts for each.
   *
   * @return one group per prompt; pending from now on
   * @throws IllegalStateException if the batches pending would make it too old
   */
  public List<SampledGroup> sample() {
    if (!maySample()) {
      throw new IllegalStateException(
          pending.size() + " batches are pending: learn from the oldest first");
    }
    List<Prompt> open = curriculum.open(List.copyOf(prompts.values()), updates, promptsPerBatch);
    List<Prompt> drawn = priorities.draw(open, promptsPerBatch, Seeds.of(seed, 0, batches));
    List<SampledGroup> groups =
        sampler.sample(drawn, Seeds.of(seed, 1, batches), batches, trainer.steps());
    batches++;
    pending.addLast(groups);
    return groups;
  }

  /** Returns the batches drawn and not learned from, oldest first. */
  public List<List<SampledGroup>> pending() {
    return List.copyOf(pending);
  }

  /**
   * Learns from the oldest pending batch.
   *
   * @param judgements for each of its groups, in order, one judgement per sample, in order
   * @param supervised targets to mix in if {@link #supervision} is above 0; may be empty
   * @return what happened; loss or gradient that are no numbers are an alarm that halts, and
   *     nothing was learned then
   * @throws IllegalStateException if nothing is pending
   * @throws IllegalArgumentException if the judgements do not fit the batch; nothing has changed
   *     then
   */
  public PolicyUpdate learn(List<List<Judgement>> judgements, List<TokenBatch> supervised) {
    List<SampledGroup> batch = pending.peekFirst();
    if (batch == null) {
      throw new IllegalStateException("no batch is pending: draw one first");
    }
    check(batch, judgements);
    double coefficient = supervised.isEmpty() ? 0 : supervision();
    ComposedRewards composed = rewards.compose(updates, judgements);
    List<RewardedGroup> groups = new ArrayList<>();
    for (int g = 0; g < batch.size(); g++) {
      groups.add(rewarded(batch.get(g), composed.values().get(g), judgements.get(g)));
      priorities.visited(batch.get(g).prompt().id(), composed.values().get(g));
    }
    PolicyTrainer.Supervision targets =
        coefficient > 0 ? new PolicyTrainer.Supervision(supervised, coefficient) : null;
    PolicyStep step;
    List<Alarm> raised = new ArrayList<>();
    try {
      step = steps.step(groups, beta, targets, rateFactor);
      raised.addAll(alarms.check(signals(step)));
    } catch (DivergedException e) {
      step = steps.diverged(groups, beta);
      raised.add(new Alarm(AlarmKind.NOT_FINITE, true, String.valueOf(e.getMessage())));
    }
    pending.removeFirst();
    int samples = groups.stream().mapToInt(g -> g.rewards().size()).sum();
    beta = steps.options().klController().next(beta, step.texts().kl(), samples);
    return new PolicyUpdate(
        updates++,
        batch.stream().map(g -> g.prompt().id()).toList(),
        groups.stream().map(RewardedGroup::rewards).toList(),
        composed.terms(),
        step,
        coefficient,
        raised);
  }

  private static void check(List<SampledGroup> batch, List<List<Judgement>> judgements) {
    List<Integer> wanted = batch.stream().map(g -> g.samples().size()).toList();
    List<Integer> given = judgements.stream().map(List::size).toList();
    if (!wanted.equals(given)) {
      throw new IllegalArgumentException(
          "the batch's groups have " + wanted + " samples, the judgements are for " + given);
    }
    for (int g = 0; g < batch.size(); g++) {
      // Refuses a credit that does not fit before anything is learned from the others.
      rewarded(batch.get(g), new double[given.get(g)], judgements.get(g));
    }
  }

  private static RewardedGroup rewarded(
      SampledGroup group, double[] values, List<Judgement> judgements) {
    List<Double> list = new ArrayList<>();
    for (double v : values) {
      list.add(v);
    }
    return new RewardedGroup(group, list, judgements.stream().map(Judgement::credit).toList());
  }

  private Signals signals(PolicyStep step) {
    return new Signals(
        updates,
        step.texts().entropy(),
        step.texts().length(),
        step.rewards().zeroVariance(),
        step.texts().kl(),
        step.rewards().mean(),
        step.loss(),
        step.gradientNorm());
  }

  /**
   * Takes a validation in.
   *
   * @param reward mean reward on prompts that are not trained on
   * @return whether it is the best so far: worth a checkpoint of its own
   */
  public boolean validated(double reward) {
    alarms.validated(reward);
    return earlyStop.validated(updates, reward);
  }

  /** Returns why the phase is over; empty while validation still improves now and then. */
  public Optional<String> finished() {
    return earlyStop.reason();
  }

  /** Returns the coefficient that supervised targets will have in the next update; 0 for none. */
  public double supervision() {
    return fallback.coefficient(alarms.state(), alarms.limits());
  }

  /**
   * Multiplies the learning rate of all updates to come; for going on from an earlier checkpoint
   * after a halt.
   *
   * @param factor above 0, up to 1
   */
  public void slowDown(double factor) {
    if (!(factor > 0 && factor <= 1)) {
      throw new IllegalArgumentException("factor must be above 0 and up to 1, is " + factor);
    }
    rateFactor *= factor;
  }

  /** Returns the number of updates made. */
  public int updates() {
    return updates;
  }

  /** Returns the KL's coefficient in the next update. */
  public double beta() {
    return beta;
  }

  /** Returns what learning rates are multiplied by. */
  public double rateFactor() {
    return rateFactor;
  }

  /**
   * Writes all that the next update depends on, the trainer's part with it; made for {@link
   * org.iccm.training.checkpoint.Checkpoints#write}.
   *
   * @param directory an existing directory
   * @throws IOException if it cannot be written
   */
  public void save(Path directory) throws IOException {
    trainer.save(directory);
    PhaseState state =
        new PhaseState(
            updates,
            batches,
            beta,
            rateFactor,
            rewards.state(),
            priorities.state(),
            alarms.state(),
            earlyStop.state(),
            pending());
    PhaseStateFile.write(state, settings, directory);
  }

  /**
   * Goes on where a saved phase stopped: the next update is bit for bit the one that would have
   * followed there, if what is pending is judged alike.
   *
   * @param directory what {@link #save} wrote
   * @throws CheckpointException if it is of another model, reference, prompts or other settings
   */
  public void restore(Path directory) {
    PhaseState state = PhaseStateFile.read(settings, prompts, directory);
    trainer.restore(directory);
    updates = state.updates();
    batches = state.batches();
    beta = state.beta();
    rateFactor = state.rateFactor();
    rewards.restore(state.scales());
    priorities.restore(state.usefulness());
    alarms.restore(state.alarms());
    earlyStop.restore(state.earlyStop());
    pending.clear();
    pending.addAll(state.pending());
  }
}
