package org.iccm.core.reading;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class BudgetFitTest {
  private static final TokenCounter TOKENS = new Cl100kTokenCounter();

  private static List<Requirement> group(String unit, int requirements) {
    List<Requirement> all = new ArrayList<>();
    for (int i = 0; i < requirements; i++) {
      all.add(
          Requirement.builder(RequirementKind.FUNCTIONAL, "It does thing number " + i + " well.")
              .units(Set.of(new UnitId("a.py", unit)))
              .build());
    }
    return all;
  }

  private static int size(List<Requirement> requirements) {
    return TOKENS.count(RequirementRenderer.render(requirements));
  }

  @Test
  @DisplayName("what fits stays as it is")
  void fits() {
    List<Requirement> one = group("f", 2);
    assertThat(BudgetFit.fit(List.of(one), List.of(50), size(one), TOKENS)).isEqualTo(one);
    assertThat(BudgetFit.fit(List.of(), List.of(), 10, TOKENS)).isEmpty();
    assertThat(BudgetFit.fit(List.of(one), List.of(50), 1, TOKENS)).isEmpty();
  }

  @Test
  @DisplayName("the wordiest for its share gives way first; each keeps its first while it can")
  void fairly() {
    List<List<Requirement>> groups = List.of(group("f", 2), group("g", 30), group("h", 2));
    List<Requirement> kept = BudgetFit.fit(groups, List.of(40, 40, 40), 110, TOKENS);
    assertThat(size(kept)).isLessThanOrEqualTo(110);
    assertThat(kept).containsAll(groups.get(0)).containsAll(groups.get(2));
    assertThat(kept).contains(groups.get(1).get(0)).doesNotContain(groups.get(1).get(29));
    List<Requirement> firsts = groups.stream().map(g -> g.get(0)).toList();
    assertThat(BudgetFit.fit(groups, List.of(40, 40, 40), size(firsts), TOKENS)).isEqualTo(firsts);
  }

  @Test
  @DisplayName("shares follow the size of what is described")
  void shares() {
    List<List<Chunk>> chunks =
        List.of(
            List.of(new Chunk("f", Set.of(), "", "x = 1\n".repeat(100), "", true)),
            List.of(new Chunk("g", Set.of(), "", "x = 1\n".repeat(10), "", true)),
            List.of(new Chunk("h", Set.of(), "", "", "", true)));
    List<Integer> shares = BudgetFit.allot(chunks, 500, TOKENS);
    assertThat(shares.get(0)).isGreaterThan(4 * shares.get(1));
    assertThat(shares.get(2)).isBetween(16, 40);
  }
}
