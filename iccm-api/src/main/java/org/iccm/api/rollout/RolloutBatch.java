package org.iccm.api.rollout;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Rollouts under way. One consumer; other methods are thread-safe.
 *
 * @since 0.1.0
 */
public interface RolloutBatch extends AutoCloseable {
  /**
   * The next finished rollout.
   *
   * @param timeout the longest wait
   * @return a rollout; empty if none finished in time or all are delivered ({@link #isDone()}
   *     tells)
   * @throws org.iccm.api.error.BudgetExceededException once, after all rollouts that could be
   *     finished, if a hard budget stopped the rest
   * @throws org.iccm.api.error.IccmException if the whole batch cannot go on
   */
  Optional<Rollout> next(Duration timeout);

  /**
   * Whether every rollout is delivered.
   *
   * @return true if nothing more comes
   */
  boolean isDone();

  /**
   * How many rollouts were asked for. In scope UNIT, and where requirements are left out, this is
   * an estimate until it is known which tests reach which units, and what the contexts hold.
   *
   * @return at least 1
   */
  int total();

  /**
   * What this invocation has cost so far.
   *
   * @return the cost
   */
  Cost cost();

  /**
   * The inventories made or found so far, by application id.
   *
   * @return a snapshot
   */
  Map<String, Inventory> inventories();

  /**
   * The caller's tag.
   *
   * @return the tag
   */
  String tag();

  /** Stops what is under way; finished work is stored. Idempotent. */
  void cancel();

  /** Cancels, waits until nothing runs. */
  @Override
  void close();
}
