package org.iccm.core.store;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.iccm.api.store.Neighbour;

/** The best k so far. Not thread-safe. */
final class Nearest {
  static final Comparator<Neighbour> BEST_FIRST =
      Comparator.comparingDouble(Neighbour::similarity).reversed().thenComparing(Neighbour::id);

  private final int k;
  private final Map<String, String> filter;
  private final PriorityQueue<Neighbour> worstFirst = new PriorityQueue<>(BEST_FIRST.reversed());

  Nearest(int k, Map<String, String> filter) {
    this.k = k;
    this.filter = Map.copyOf(filter);
  }

  /** Whether the filter lets it through: asked before its similarity is computed. */
  boolean wants(Map<String, String> payload) {
    return filter.isEmpty() || payload.entrySet().containsAll(filter.entrySet());
  }

  void offer(String id, float similarity, Map<String, String> payload) {
    Neighbour worst = worstFirst.peek();
    if (worstFirst.size() == k && worst != null && similarity < worst.similarity()) {
      return;
    }
    double cosine = Math.max(-1, Math.min(1, similarity));
    worstFirst.add(new Neighbour(id, cosine, payload));
    if (worstFirst.size() > k) {
      worstFirst.poll();
    }
  }

  List<Neighbour> result() {
    return worstFirst.stream().sorted(BEST_FIRST).toList();
  }
}
