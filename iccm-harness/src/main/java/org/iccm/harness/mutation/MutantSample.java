package org.iccm.harness.mutation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.iccm.api.application.Digests;
import org.iccm.api.application.UnitId;

/** Chooses mutants: by seed, never by chance, and from each unit in turn. */
final class MutantSample {
  private MutantSample() {}

  static List<Mutant> of(List<Mutant> all, int cap, long seed) {
    Map<UnitId, Deque<Mutant>> units = new TreeMap<>();
    all.stream()
        .sorted(Comparator.comparing(m -> rank(m, seed)))
        .forEach(m -> units.computeIfAbsent(m.unit(), u -> new ArrayDeque<>()).add(m));
    List<Mutant> chosen = new ArrayList<>();
    while (chosen.size() < Math.min(cap, all.size())) {
      for (Deque<Mutant> unit : units.values()) {
        if (!unit.isEmpty() && chosen.size() < cap) {
          chosen.add(unit.remove());
        }
      }
    }
    chosen.sort(
        Comparator.comparing((Mutant m) -> m.unit().path())
            .thenComparingInt(Mutant::start)
            .thenComparing(Mutant::replacement));
    return chosen;
  }

  private static String rank(Mutant m, long seed) {
    return Digests.of(
        Long.toString(seed),
        m.unit().toString(),
        m.operator().name(),
        Integer.toString(m.start()),
        m.replacement());
  }
}
