package org.iccm.training.prompt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * From easy to hard: the most difficult prompts allowed grow evenly more difficult.
 *
 * @param start difficulty that is allowed at update 0, 0 to 1
 * @param updates the update from which on everything is allowed; 0 means always
 * @since 0.1.0
 */
public record Curriculum(double start, int updates) {
  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException if a value is out of its range
   */
  public Curriculum {
    if (!(start >= 0 && start <= 1) || updates < 0) {
      throw new IllegalArgumentException(
          "start must be 0 to 1 and updates 0 or more, are " + start + ", " + updates);
    }
  }

  /**
   * No curriculum.
   *
   * @return one that allows everything at once
   */
  public static Curriculum none() {
    return new Curriculum(1, 0);
  }

  /**
   * The greatest difficulty allowed.
   *
   * @param update the update, from 0
   * @return up to 1
   */
  public double limit(int update) {
    return update >= updates ? 1 : start + (1 - start) * update / updates;
  }

  /**
   * The prompts allowed.
   *
   * @param prompts all
   * @param update the update, from 0
   * @param least as many are given at least, the easiest of those not allowed among them
   * @return prompts in the order in which they came
   */
  public List<Prompt> open(List<Prompt> prompts, int update, int least) {
    double limit = limit(update);
    List<Prompt> open = prompts.stream().filter(p -> p.difficulty() <= limit).toList();
    if (open.size() >= least) {
      return open;
    }
    List<Prompt> easiest = new ArrayList<>(prompts);
    easiest.sort(Comparator.comparingDouble(Prompt::difficulty));
    List<Prompt> kept = easiest.subList(0, Math.min(least, easiest.size()));
    return prompts.stream().filter(kept::contains).toList();
  }
}
