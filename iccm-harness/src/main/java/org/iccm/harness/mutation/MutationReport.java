package org.iccm.harness.mutation;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;

/**
 * What a suite noticed. The score is a lower bound: some changes make no difference that any test
 * could see (an equivalent mutant), and they count as survivors, because no program can tell. So
 * scores compare suites; 1 is not reached by every good one.
 *
 * <p>Immutable and thread-safe.
 *
 * @param applicationId the application
 * @param inventory tests that the original passes, twice; sorted
 * @param found changes that there were to choose from; 0 or more
 * @param results the changes that were tried, in order of file and place
 * @since 0.1.0
 */
public record MutationReport(
    String applicationId, List<TestId> inventory, int found, List<MutantResult> results) {
  /** Copies the lists. */
  public MutationReport {
    inventory = List.copyOf(inventory);
    results = List.copyOf(results);
  }

  /**
   * The share of changes that was noticed.
   *
   * @return 0 to 1; empty if nothing was decided
   */
  public OptionalDouble score() {
    return count().score();
  }

  /**
   * All mutants by what became of them.
   *
   * @return the count
   */
  public MutationCount count() {
    return MutationCount.of(results);
  }

  /**
   * Mutants of each unit by what became of them.
   *
   * @return counts by unit, sorted; units without a mutant are not there
   */
  public Map<UnitId, MutationCount> units() {
    Map<UnitId, MutationCount> counts = new TreeMap<>();
    results.stream()
        .collect(Collectors.groupingBy(r -> r.mutant().unit()))
        .forEach((unit, own) -> counts.put(unit, MutationCount.of(own)));
    return counts;
  }

  /**
   * Mutants that each test noticed.
   *
   * @return by test, sorted; every test of the inventory is there, with an empty list if it noticed
   *     none
   */
  public Map<TestId, List<Mutant>> kills() {
    Map<TestId, List<Mutant>> kills = new TreeMap<>();
    inventory.forEach(t -> kills.put(t, new ArrayList<>()));
    for (MutantResult result : results) {
      result
          .killers()
          .forEach(t -> kills.computeIfAbsent(t, k -> new ArrayList<>()).add(result.mutant()));
    }
    return kills;
  }

  /**
   * Changes that no test noticed.
   *
   * @return the mutants, in order of file and place
   */
  public List<Mutant> survivors() {
    return results.stream()
        .filter(r -> r.state() == MutantState.SURVIVED)
        .map(MutantResult::mutant)
        .toList();
  }
}
