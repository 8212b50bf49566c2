package org.iccm.validation.rag;

import java.util.ArrayList;
import java.util.List;
import org.iccm.api.context.Requirement;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.requirements.RequirementRenderer;

/**
 * Leaves out whole requirements until the rendered context fits: each time the last one of the
 * group that takes most of what it was allotted, so that no unit pays for another's wordiness.
 */
final class BudgetFit {
  private BudgetFit() {}

  /**
   * What fits, in order.
   *
   * @param groups requirements by group
   * @param allotted tokens that each group was to take, same order
   * @param budget tokens of the whole rendered text
   */
  static List<Requirement> fit(
      List<List<Requirement>> groups, List<Integer> allotted, int budget, TokenCounter tokens) {
    List<List<Requirement>> kept = new ArrayList<>();
    groups.forEach(g -> kept.add(new ArrayList<>(g)));
    while (tokens.count(RequirementRenderer.render(flat(kept))) > budget) {
      int worst = -1;
      double most = -1;
      for (int i = 0; i < kept.size(); i++) {
        if (!kept.get(i).isEmpty()) {
          // a lone requirement goes only when all groups are down to one
          double share =
              tokens.count(RequirementRenderer.render(kept.get(i)))
                  / (double) Math.max(1, allotted.get(i));
          double weight = kept.get(i).size() > 1 ? 1_000 + share : Math.min(share, 999);
          if (weight > most) {
            most = weight;
            worst = i;
          }
        }
      }
      if (worst < 0) {
        break;
      }
      kept.get(worst).remove(kept.get(worst).size() - 1);
    }
    return flat(kept);
  }

  private static List<Requirement> flat(List<List<Requirement>> groups) {
    return groups.stream().flatMap(List::stream).toList();
  }
}
