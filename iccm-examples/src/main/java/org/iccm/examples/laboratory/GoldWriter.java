package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.context.Requirement;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.requirements.RequirementRenderer;

/** Writes gold within a budget: the facts that most tests need, for their length. */
final class GoldWriter {
  private final LabProgram program;
  private final TokenCounter tokens;
  private final Map<Fact, Set<TestId>> noticed;

  GoldWriter(LabProgram program, LabSuite suite, TokenCounter tokens) {
    this.program = program;
    this.tokens = tokens;
    this.noticed = suite.noticedBy();
  }

  List<Requirement> write(int budget) {
    List<Fact> kept = new ArrayList<>(program.facts());
    while (kept.size() > 1 && size(kept) > budget) {
      kept.remove(
          kept.stream()
              .min(
                  Comparator.comparing((Fact f) -> !f.redundant())
                      .thenComparing(f -> f.kind() == FactKind.MEASURE)
                      .thenComparingDouble(this::worth))
              .orElseThrow());
    }
    return requirements(kept);
  }

  private double worth(Fact fact) {
    Set<TestId> ids = noticed.getOrDefault(fact, Set.of());
    long reward = ids.stream().filter(id -> TestGroup.of(id) == TestGroup.REWARD).count();
    return reward / (double) size(List.of(fact));
  }

  private int size(List<Fact> facts) {
    return tokens.count(RequirementRenderer.render(requirements(facts)));
  }

  private List<Requirement> requirements(List<Fact> facts) {
    return Requirements.of(program, facts.stream().map(Fact::index).toList(), Wording.GOLD);
  }
}
