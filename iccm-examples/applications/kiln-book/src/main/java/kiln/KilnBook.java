package kiln;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which shelf of the kiln is whose. Shelves are counted from 1, the lowest, where it is hottest. */
public final class KilnBook {
  private final int shelves;
  private final Map<Integer, Firing> taken = new TreeMap<>();

  /** An empty kiln. */
  public KilnBook(int shelves) {
    if (shelves < 2) {
      throw new IllegalArgumentException("too small");
    }
    this.shelves = shelves;
  }

  /** Finds a shelf for a firing and notes it; tells which. */
  public int book(Firing firing) {
    int step = firing.hot() ? 1 : -1;
    for (int shelf = firing.hot() ? 1 : shelves; shelf >= 1 && shelf <= shelves; shelf += step) {
      if (!taken.containsKey(shelf)) {
        taken.put(shelf, firing);
        return shelf;
      }
    }
    throw new IllegalStateException("no shelf for " + firing.card());
  }

  /** Gives up the highest shelf of a potter; tells which, 0 if there is none. */
  public int cancel(String potter) {
    int highest = 0;
    for (Map.Entry<Integer, Firing> e : taken.entrySet()) {
      if (e.getValue().potter().equals(potter)) {
        highest = e.getKey();
      }
    }
    taken.remove(highest);
    return highest;
  }

  /** The kiln from its top, one line a taken shelf. */
  public List<String> plan() {
    List<String> plan = new ArrayList<>();
    taken.forEach((shelf, firing) -> plan.add(0, shelf + ") " + firing.card()));
    return plan;
  }

  /** What all firings cost together; a full kiln is cheaper. */
  public int earnings() {
    int sum = taken.values().stream().mapToInt(Firing::cost).sum();
    return taken.size() == shelves ? sum - sum / 8 : sum;
  }

  /** The potter with the most hours; of several the one whose name is shortest, then first. */
  public String busiest() {
    Map<String, Integer> hours = new TreeMap<>();
    taken.values().forEach(f -> hours.merge(f.potter(), f.hours(), Integer::sum));
    String best = "";
    for (Map.Entry<String, Integer> e : hours.entrySet()) {
      int more = best.isEmpty() ? 1 : e.getValue() - hours.get(best);
      if (more > 0 || (more == 0 && e.getKey().length() < best.length())) {
        best = e.getKey();
      }
    }
    return best.isEmpty() ? "(cold)" : best;
  }
}
