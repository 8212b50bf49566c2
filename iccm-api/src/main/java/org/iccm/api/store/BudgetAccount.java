package org.iccm.api.store;

import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Spending;

/**
 * A run's account in one invocation. Thread-safe.
 *
 * <p>Before a call its largest cost is reserved, after it what it did cost is settled: the limits
 * hold however many calls are in flight, and through a crash. Wall-clock time runs while the
 * account is open; every method writes it down.
 *
 * @since 0.1.0
 */
public interface BudgetAccount extends AutoCloseable {
  /**
   * The run.
   *
   * @return its id
   */
  String runId();

  /**
   * The limits.
   *
   * @return the budget
   */
  Budget budget();

  /**
   * Reserves before a call.
   *
   * @param atMost the most that the call can cost; its wall-clock time is not added up, but has to
   *     be left
   * @return the reservation
   * @throws org.iccm.api.error.BudgetExceededException if spent, reserved and this together are
   *     over a limit, or no time is left; nothing is reserved then
   */
  Reservation reserve(Spending atMost);

  /**
   * Settles after a call. A reservation settled or released before is left as it is.
   *
   * @param reservation the reservation
   * @param actual what the call did cost, possibly more than reserved; its wall-clock time is
   *     ignored
   */
  void settle(Reservation reservation, Spending actual);

  /**
   * Settles a call whose cost is unknown at its reserved cost.
   *
   * @param reservation the reservation
   */
  default void settle(Reservation reservation) {
    settle(reservation, reservation.amount());
  }

  /**
   * Gives back what was reserved for a call that was never made.
   *
   * @param reservation the reservation
   */
  void release(Reservation reservation);

  /**
   * Writes down the time until now, for stretches without calls.
   *
   * @throws org.iccm.api.error.BudgetExceededException if no time is left
   */
  void heartbeat();

  /**
   * What is settled, with the wall-clock time of all invocations together.
   *
   * @return the sum
   */
  Spending spent();

  /**
   * What is reserved for calls in flight.
   *
   * @return the sum; no wall-clock time
   */
  Spending reserved();

  /** Writes down the time and stops it. Reservations stay until settled. Idempotent. */
  @Override
  void close();
}
