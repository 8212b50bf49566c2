package org.iccm.api.store;

import java.util.Optional;
import org.iccm.api.rollout.Budget;
import org.iccm.api.rollout.Spending;

/**
 * Hard budgets, by run. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Ledger {
  /**
   * Opens the account of a run, for one invocation. What earlier invocations spent counts; what
   * they had reserved when they died is settled at its reserved cost.
   *
   * @param runId the run
   * @param budget its limits from now on
   * @return the account; the caller closes it
   */
  BudgetAccount open(String runId, Budget budget);

  /**
   * What a run has spent.
   *
   * @param runId the run
   * @return the sum of what is settled; empty if the run never opened an account
   */
  Optional<Spending> spent(String runId);
}
