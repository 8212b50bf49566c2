package org.iccm.core.pipeline;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.rollout.Spending;
import org.iccm.api.store.BudgetAccount;
import org.iccm.api.store.Reservation;

/**
 * Charges a batch's calls to its account in the ledger. Once a limit is met, every later call meets
 * it.
 */
final class BudgetScope extends CallScope implements AutoCloseable {
  private final BudgetAccount account;
  private final AtomicReference<BudgetExceededException> exceeded = new AtomicReference<>();

  BudgetScope(BudgetAccount account) {
    this.account = account;
  }

  Optional<BudgetExceededException> exceeded() {
    return Optional.ofNullable(exceeded.get());
  }

  @Override
  Charge reserve(Spending expected) {
    BudgetExceededException before = exceeded.get();
    if (before != null) {
      throw before;
    }
    Reservation reservation;
    try {
      reservation = account.reserve(expected);
    } catch (BudgetExceededException e) {
      exceeded.compareAndSet(null, e);
      throw e;
    }
    return new Charge() {
      @Override
      public void settle(Spending actual) {
        account.settle(reservation, actual);
      }

      @Override
      public void release() {
        account.release(reservation);
      }
    };
  }

  @Override
  public void close() {
    account.close();
  }
}
