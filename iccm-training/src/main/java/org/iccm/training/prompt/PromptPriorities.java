package org.iccm.training.prompt;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Prompts that teach are drawn more often. What a prompt taught is the spread of its samples'
 * rewards, as an average that forgets: where all fare alike, there is no advantage, and of pass or
 * fail the spread is widest near a pass rate of .5. A floor keeps every prompt coming back, since a
 * policy changes. Drawing by usefulness moves the objective: it is the mean over prompts as drawn.
 *
 * <p>Not thread-safe.
 *
 * @since 0.1.0
 */
public final class PromptPriorities {
  private final double floor;
  private final double prior;
  private final double memory;
  private final Map<String, Double> usefulness = new LinkedHashMap<>();

  /**
   * Makes priorities that know nothing.
   *
   * @param floor share of draws that goes to all prompts alike, above 0 and up to 1; 1 switches
   *     priorities off
   * @param prior spread that is expected of a prompt not asked yet, above 0; .5 is the widest of
   *     rewards between 0 and 1
   * @param memory how much of the average stays at each visit, at least 0 and below 1
   * @throws IllegalArgumentException if a value is out of its range
   */
  public PromptPriorities(double floor, double prior, double memory) {
    if (!(floor > 0 && floor <= 1 && prior > 0 && memory >= 0 && memory < 1)) {
      throw new IllegalArgumentException(
          "floor must be above 0 and up to 1, prior above 0, memory at least 0 and below 1; are "
              + floor
              + ", "
              + prior
              + ", "
              + memory);
    }
    this.floor = floor;
    this.prior = prior;
    this.memory = memory;
  }

  /**
   * Learns from a visit.
   *
   * @param prompt the prompt's id
   * @param rewards its samples' rewards; NaN does not count, and fewer than two teach nothing
   */
  public void visited(String prompt, double[] rewards) {
    double mean = 0;
    int n = 0;
    for (double r : rewards) {
      mean += Double.isNaN(r) ? 0 : r;
      n += Double.isNaN(r) ? 0 : 1;
    }
    if (n < 2) {
      return;
    }
    mean /= n;
    double squares = 0;
    for (double r : rewards) {
      squares += Double.isNaN(r) ? 0 : (r - mean) * (r - mean);
    }
    double spread = Math.sqrt(squares / (n - 1));
    usefulness.merge(prompt, spread, (old, now) -> memory * old + (1 - memory) * now);
  }

  /**
   * How likely each prompt is to be the first that is drawn.
   *
   * @param prompts at least one
   * @return probabilities that add up to 1
   */
  public double[] probabilities(List<Prompt> prompts) {
    double[] spreads =
        prompts.stream().mapToDouble(p -> usefulness.getOrDefault(p.id(), prior)).toArray();
    double sum = 0;
    for (double s : spreads) {
      sum += s;
    }
    double alike = 1.0 / spreads.length;
    for (int i = 0; i < spreads.length; i++) {
      spreads[i] = sum == 0 ? alike : floor * alike + (1 - floor) * spreads[i] / sum;
    }
    return spreads;
  }

  /**
   * Draws distinct prompts, one after the other, each by the probabilities among those left
   * (Efraimidis and Spirakis, 2006).
   *
   * @param prompts to draw from
   * @param count how many; all if there are fewer
   * @param seed equal seeds draw equally
   * @return the prompts, first drawn first
   */
  public List<Prompt> draw(List<Prompt> prompts, int count, long seed) {
    double[] probabilities = probabilities(prompts);
    SplittableRandom random = new SplittableRandom(seed);
    double[] waits = new double[probabilities.length];
    for (int i = 0; i < waits.length; i++) {
      waits[i] = -Math.log(1 - random.nextDouble()) / probabilities[i];
    }
    return IntStream.range(0, waits.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> waits[i]))
        .limit(count)
        .map(prompts::get)
        .toList();
  }

  /** Returns floor, prior and memory in words, the same for equal settings. */
  @Override
  public String toString() {
    return "PromptPriorities[floor=" + floor + ", prior=" + prior + ", memory=" + memory + "]";
  }

  /** Returns the average spread by the id of each prompt visited. */
  public Map<String, Double> state() {
    return Collections.unmodifiableMap(new LinkedHashMap<>(usefulness));
  }

  /**
   * Goes on from what another one had learned.
   *
   * @param state what it returned
   */
  public void restore(Map<String, Double> state) {
    usefulness.clear();
    usefulness.putAll(state);
  }
}
