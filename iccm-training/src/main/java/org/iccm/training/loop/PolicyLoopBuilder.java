package org.iccm.training.loop;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.iccm.training.checkpoint.Checkpoints;
import org.iccm.training.policy.PolicyPhase;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link PolicyLoop}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class PolicyLoopBuilder {
  final PolicyPhase phase;
  final Judge judge;
  final Checkpoints checkpoints;
  final Checkpoints good;
  final LoopOptions options;
  SupervisedTargets supervised = SupervisedTargets.NONE;
  @Nullable Validator validator;
  LoopListener listener = new LogLines();
  Clock clock = Clock.systemUTC();

  /**
   * A loop without validation and without supervised targets that writes log lines.
   *
   * @param phase what learns, freshly built
   * @param judge says what samples are worth
   * @param directory of this run alone: {@code latest} and {@code good} are kept in it
   * @param options when to validate, save and end
   */
  public PolicyLoopBuilder(PolicyPhase phase, Judge judge, Path directory, LoopOptions options) {
    this.phase = Objects.requireNonNull(phase, "phase");
    this.judge = Objects.requireNonNull(judge, "judge");
    this.checkpoints = Checkpoints.in(directory.resolve("latest"), 2, 0);
    this.good = Checkpoints.in(directory.resolve("good"), 1, 0);
    this.options = Objects.requireNonNull(options, "options");
  }

  /**
   * Sets what is mixed in while the phase asks for it.
   *
   * @param supervised the targets
   * @return this builder
   */
  public PolicyLoopBuilder supervised(SupervisedTargets supervised) {
    this.supervised = supervised;
    return this;
  }

  /**
   * Sets what early stopping and alarms look at, and what makes a state good.
   *
   * @param validator measures on a split that is not trained on
   * @return this builder
   */
  public PolicyLoopBuilder validator(Validator validator) {
    this.validator = validator;
    return this;
  }

  /**
   * Sets who watches.
   *
   * @param listener instead of {@link LogLines}
   * @return this builder
   */
  public PolicyLoopBuilder listener(LoopListener listener) {
    this.listener = listener;
    return this;
  }

  /**
   * Sets the clock that the limit of the wall clock goes by.
   *
   * @param clock the clock
   * @return this builder
   */
  public PolicyLoopBuilder clock(Clock clock) {
    this.clock = clock;
    return this;
  }

  /**
   * Builds the loop.
   *
   * @return the loop
   */
  public PolicyLoop build() {
    return new PolicyLoop(this);
  }
}
