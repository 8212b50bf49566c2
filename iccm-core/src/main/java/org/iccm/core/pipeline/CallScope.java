package org.iccm.core.pipeline;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.iccm.api.rollout.Spending;

/** Whom a call is charged to, and what it has done: a batch, or nobody. Thread-safe. */
public class CallScope {
  final AtomicLong modelCalls = new AtomicLong();
  final AtomicLong testRuns = new AtomicLong();
  final AtomicLong promptTokens = new AtomicLong();
  final AtomicLong completionTokens = new AtomicLong();
  final AtomicLong cachedCompletions = new AtomicLong();
  final AtomicLong cachedRuns = new AtomicLong();

  /** A scope without a budget. */
  public CallScope() {}

  /** A reservation against the budget. */
  interface Charge {
    /** Charges what was really spent. */
    void settle(Spending actual);

    /** Charges nothing: the call never left. */
    void release();
  }

  /** Reserves before a call; throws BudgetExceededException if nothing is left. */
  Charge reserve(Spending expected) {
    return new Charge() {
      @Override
      public void settle(Spending actual) {}

      @Override
      public void release() {}
    };
  }

  /**
   * The scope of the calling thread. Engineers call their writer on the thread they were called on,
   * and are charged to its batch.
   */
  public static final class Current {
    private final ThreadLocal<CallScope> scope = new ThreadLocal<>();
    private final CallScope nobody = new CallScope();

    /** A holder without a scope. */
    public Current() {}

    CallScope get() {
      CallScope s = scope.get();
      return s == null ? nobody : s;
    }

    <T> T with(CallScope s, Supplier<T> work) {
      CallScope before = scope.get();
      scope.set(s);
      try {
        return work.get();
      } finally {
        if (before == null) {
          scope.remove();
        } else {
          scope.set(before);
        }
      }
    }

    /**
     * Carries the calling thread's scope to another thread.
     *
     * @param task the task
     * @return the task, with this scope
     */
    public Runnable carry(Runnable task) {
      CallScope s = get();
      return () ->
          with(
              s,
              () -> {
                task.run();
                return true;
              });
    }
  }
}
