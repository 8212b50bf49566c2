package org.iccm.training.loop;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.error.CancelledException;
import org.iccm.training.alarm.Alarm;
import org.iccm.training.checkpoint.Checkpoint;
import org.iccm.training.checkpoint.Checkpoints;
import org.iccm.training.policy.PolicyPhase;
import org.iccm.training.policy.PolicyUpdate;
import org.iccm.training.policy.SampledGroup;
import org.jspecify.annotations.Nullable;

/**
 * Phase 3 as a whole: draws whenever the phase may, has it judged meanwhile, learns from the oldest
 * batch, validates, saves, and goes back to the last good state when an alarm halts it.
 *
 * <p>Killed at any point, it goes on from its newest checkpoint and makes the same updates: what
 * was drawn and not learned from is in the checkpoint and is judged again under the same names, so
 * that what was finished is found in the store. If what it spends comes to an end, it saves and
 * says so.
 *
 * <p>Used from one thread, but for {@link #stop}.
 *
 * @since 0.1.0
 */
public final class PolicyLoop {
  private final PolicyPhase phase;
  private final Judge judge;
  private final Checkpoints checkpoints;
  private final Checkpoints good;
  private final LoopOptions options;
  private final SupervisedTargets supervised;
  private final @Nullable Validator validator;
  private final LoopListener listener;
  private final Clock clock;
  private final StopSwitch stop = new StopSwitch();
  private final Deque<Judging> inFlight = new ArrayDeque<>();
  private LoopState state = LoopState.START;
  private Duration before = Duration.ZERO;
  private long started;

  PolicyLoop(PolicyLoopBuilder b) {
    this.phase = b.phase;
    this.judge = b.judge;
    this.checkpoints = b.checkpoints;
    this.good = b.good;
    this.options = b.options;
    this.supervised = b.supervised;
    this.validator = b.validator;
    this.listener = b.listener;
    this.clock = b.clock;
  }

  /**
   * Trains until the end, from the newest checkpoint if there is one.
   *
   * @return how it ended
   * @throws org.iccm.training.checkpoint.CheckpointException if a checkpoint cannot be written, or
   *     is of another phase or judge
   * @throws org.iccm.api.error.CancelledException if the thread is interrupted; the newest
   *     checkpoint is where it goes on from
   */
  public LoopResult run() {
    Optional<Checkpoint> latest = checkpoints.latest();
    latest.ifPresent(this::restore);
    started = clock.millis();
    before = state.wallClock();
    try {
      submitPending();
      if (latest.isEmpty()) {
        saveGood();
      }
      LoopResult result = train();
      save();
      listener.ended(result);
      return result;
    } finally {
      forget();
    }
  }

  /**
   * Lets {@link #run} save and return before the next update, for good; waiting for rollouts ends
   * at once, and what they came to is found again. For the hook of a program that is told to end:
   * libtorch does not survive that the process's end begins within a step. From any thread.
   */
  public void stop() {
    stop.stop();
  }

  private LoopResult train() {
    try {
      while (true) {
        validate();
        Optional<LoopResult> end = end();
        if (end.isPresent()) {
          return end.get();
        }
        while (phase.maySample()) {
          submit(phase.sample());
        }
        PolicyUpdate update = learn();
        Optional<Alarm> alarm = update.halt();
        if (alarm.isPresent()) {
          halt(update, alarm.get());
        } else if (phase.updates() % options.saveEvery() == 0) {
          save();
        }
      }
    } catch (BudgetExceededException e) {
      return result(LoopResult.End.BUDGET, String.valueOf(e.getMessage()));
    } catch (CancelledException e) {
      if (!stop.isAsked()) {
        throw e;
      }
      return stopped();
    }
  }

  private PolicyUpdate learn() {
    Judging oldest = inFlight.element();
    Judged judged = stop.breakable(oldest::await);
    inFlight.remove();
    oldest.close();
    PolicyUpdate update = phase.learn(judged.judgements(), supervised.of(phase.updates()));
    state = state.learned(judged);
    listener.updated(update, judged, wallClock());
    return update;
  }

  /** Before the update that comes next, unless it has been done: then all is as if never ended. */
  private void validate() {
    Validator by = validator;
    int update = phase.updates();
    if (by == null
        || options.validateEvery() == 0
        || update % options.validateEvery() != 0
        || state.validatedAt() == update) {
      return;
    }
    double reward = stop.breakable(() -> by.validate("validation-" + update));
    boolean best = phase.validated(reward);
    state = state.validated(update, best);
    listener.validated(update, reward, best);
    if (best) {
      saveGood();
    }
  }

  private Optional<LoopResult> end() {
    Optional<Duration> limit = options.wallClock();
    if (stop.isAsked()) {
      return Optional.of(stopped());
    }
    if (state.halts().size() >= options.mostHalts()) {
      String last = state.halts().get(state.halts().size() - 1);
      return Optional.of(
          result(
              LoopResult.End.HALTED,
              state.halts().size() + " alarms; the state is the last good one; the last: " + last));
    }
    if (phase.finished().isPresent()) {
      return Optional.of(result(LoopResult.End.STOPPED_EARLY, phase.finished().get()));
    }
    if (phase.updates() >= options.updates()) {
      return Optional.of(result(LoopResult.End.DONE, options.updates() + " updates"));
    }
    if (limit.isPresent() && wallClock().compareTo(limit.get()) >= 0) {
      return Optional.of(
          result(
              LoopResult.End.BUDGET,
              "the wall clock's limit of " + limit.get() + " is reached; give more to go on"));
    }
    return Optional.empty();
  }

  private LoopResult stopped() {
    return result(LoopResult.End.STOPPED, "it was asked to stop; started again it goes on");
  }

  private LoopResult result(LoopResult.End end, String reason) {
    return new LoopResult(end, reason, phase.updates(), state.halts());
  }

  /** The batches under way were drawn by a policy that is given up. */
  private void halt(PolicyUpdate update, Alarm alarm) {
    Checkpoint last =
        good.latest()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "no good state to go back to is left; alarm: " + alarm));
    forget();
    phase.restore(last.directory());
    state = state.halted("update " + update.update() + ": " + alarm, phase.updates());
    // The good state has its own factor: each halt since then slows it down once.
    phase.slowDown(Math.pow(options.slowDown(), state.haltsSinceGood()));
    save();
    listener.halted(update.update(), alarm.toString(), phase.updates());
    submitPending();
  }

  private void submit(List<SampledGroup> batch) {
    inFlight.add(judge.judge("batch-" + batch.get(0).batch(), batch));
  }

  private void submitPending() {
    phase.pending().forEach(this::submit);
  }

  private void forget() {
    inFlight.forEach(Judging::close);
    inFlight.clear();
  }

  private void restore(Checkpoint checkpoint) {
    state = LoopStateFile.read(judge.describe(), checkpoint.directory());
    phase.restore(checkpoint.directory());
  }

  private void save() {
    state = state.at(wallClock());
    checkpoints.write(
        state.steps(),
        directory -> {
          phase.save(directory);
          LoopStateFile.write(state, judge.describe(), directory);
        });
  }

  private void saveGood() {
    good.write(state.steps(), phase::save);
  }

  private Duration wallClock() {
    return before.plusMillis(Math.max(0, clock.millis() - started));
  }
}
