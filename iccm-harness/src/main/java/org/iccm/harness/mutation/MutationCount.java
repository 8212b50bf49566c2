package org.iccm.harness.mutation;

import java.util.Collection;
import java.util.OptionalDouble;

/**
 * Mutants by what became of them.
 *
 * <p>Immutable and thread-safe.
 *
 * @param killed noticed by a test
 * @param survived not noticed
 * @param timeouts out of time or memory
 * @param broken not importable
 * @param undecided not known
 * @since 0.1.0
 */
public record MutationCount(int killed, int survived, int timeouts, int broken, int undecided) {
  static MutationCount of(Collection<MutantResult> results) {
    return new MutationCount(
        count(results, MutantState.KILLED),
        count(results, MutantState.SURVIVED),
        count(results, MutantState.TIMEOUT),
        count(results, MutantState.BROKEN),
        count(results, MutantState.UNDECIDED));
  }

  private static int count(Collection<MutantResult> results, MutantState state) {
    return (int) results.stream().filter(r -> r.state() == state).count();
  }

  /**
   * The share that was noticed: killed and timeouts among those, and survivors.
   *
   * @return 0 to 1; empty if there is none of these
   */
  public OptionalDouble score() {
    int decided = killed + survived + timeouts;
    return decided == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of((killed + timeouts) / (double) decided);
  }
}
