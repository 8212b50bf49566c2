package org.iccm.core.reading;

import java.util.ArrayList;
import java.util.List;
import org.iccm.api.context.Requirement;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.core.requirements.RequirementRenderer;

/**
 * Leaves out whole requirements until the rendered context fits: each time the last one of the
 * group that takes most of what it was allotted, so that no unit pays for another's wordiness.
 *
 * @since 0.1.0
 */
public final class BudgetFit {
  private final List<List<Requirement>> kept = new ArrayList<>();
  private final List<Integer> sizes = new ArrayList<>();
  private final List<Integer> allotted;
  private final TokenCounter tokens;

  private BudgetFit(List<List<Requirement>> groups, List<Integer> allotted, TokenCounter tokens) {
    this.allotted = allotted;
    this.tokens = tokens;
    for (List<Requirement> group : groups) {
      kept.add(new ArrayList<>(group));
      sizes.add(size(group));
    }
  }

  /**
   * Divides a budget by the size of what is described, each group some.
   *
   * @param groups chunks by group
   * @param budget tokens to be shared
   * @param tokens counts them
   * @return what each group is to take, same order; at least 16 each
   */
  public static List<Integer> allot(List<List<Chunk>> groups, double budget, TokenCounter tokens) {
    List<Integer> sizes =
        groups.stream()
            .map(g -> 20 + g.stream().mapToInt(c -> tokens.count(c.text())).sum())
            .toList();
    double all = sizes.stream().mapToInt(Integer::intValue).sum();
    return sizes.stream().map(s -> Math.max(16, (int) (budget * s / all))).toList();
  }

  /**
   * What fits, in order.
   *
   * @param groups requirements by group
   * @param allotted tokens that each group was to take, same order
   * @param budget tokens of the whole rendered text
   * @param tokens counts them
   * @return the requirements that are left; none if not even one fits
   */
  public static List<Requirement> fit(
      List<List<Requirement>> groups, List<Integer> allotted, int budget, TokenCounter tokens) {
    return new BudgetFit(groups, allotted, tokens).within(budget);
  }

  private List<Requirement> within(int budget) {
    while (tooLong(budget)) {
      int worst = worst();
      if (worst < 0) {
        break;
      }
      List<Requirement> group = kept.get(worst);
      group.remove(group.size() - 1);
      sizes.set(worst, size(group));
    }
    return flat();
  }

  /** Parts that are far too long need not be put together to be counted. */
  private boolean tooLong(int budget) {
    long parts = sizes.stream().mapToLong(Integer::longValue).sum();
    return parts - 4L * sizes.size() > budget
        || tokens.count(RequirementRenderer.render(flat())) > budget;
  }

  private int worst() {
    int worst = -1;
    double most = -1;
    for (int i = 0; i < kept.size(); i++) {
      if (!kept.get(i).isEmpty()) {
        // a lone requirement goes only when all groups are down to one
        double share = sizes.get(i) / (double) Math.max(1, allotted.get(i));
        double weight = kept.get(i).size() > 1 ? 1_000 + share : Math.min(share, 999);
        if (weight > most) {
          most = weight;
          worst = i;
        }
      }
    }
    return worst;
  }

  private int size(List<Requirement> group) {
    return tokens.count(RequirementRenderer.render(group));
  }

  private List<Requirement> flat() {
    return kept.stream().flatMap(List::stream).toList();
  }
}
