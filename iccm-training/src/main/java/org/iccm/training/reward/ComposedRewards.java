package org.iccm.training.reward;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One update's rewards.
 *
 * @param values for each group, one reward per sample, NaN if it cannot be said; not to be changed
 * @param terms figures by term, in the terms' order
 * @since 0.1.0
 */
public record ComposedRewards(List<double[]> values, Map<String, TermFigures> terms) {
  /** Keeps the order. */
  public ComposedRewards {
    values = List.copyOf(values);
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
  }
}
