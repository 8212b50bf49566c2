package org.iccm.training.loop;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.iccm.api.rollout.Cost;
import org.iccm.training.reward.Judgement;

/**
 * A batch's judgements.
 *
 * @param judgements for each group, in order, one per sample, in order
 * @param cost what they cost; nothing of it is wall-clock time
 * @param counts how many samples ended how, by short names: {@code scored}, {@code rejected},
 *     {@code unended}, ...
 * @since 0.1.0
 */
public record Judged(List<List<Judgement>> judgements, Cost cost, Map<String, Integer> counts) {
  /** Copies the collections. */
  public Judged {
    judgements = judgements.stream().map(List::copyOf).toList();
    Objects.requireNonNull(cost, "cost");
    counts = Map.copyOf(counts);
  }
}
