package org.iccm.harness.mutation;

import java.util.Set;
import org.iccm.api.application.TestId;

/**
 * A mutant and what became of it.
 *
 * <p>Immutable and thread-safe.
 *
 * @param mutant the mutant
 * @param state what became of it
 * @param killers tests of the inventory that did not pass; empty but for {@link MutantState#KILLED}
 * @since 0.1.0
 */
public record MutantResult(Mutant mutant, MutantState state, Set<TestId> killers) {
  /** Copies the set. */
  public MutantResult {
    killers = Set.copyOf(killers);
  }
}
