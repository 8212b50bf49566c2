package org.iccm.training.reward;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Adds terms up to rewards: {@code R = sum of w_k(update) c_k x_k}, {@code c_k} from running scales
 * that learn from every update, also before their term enters.
 *
 * <ul>
 *   <li>Without the first term there is no reward: it is NaN.
 *   <li>Another term that is missing is neutral: its mean in the group stands in, so that it moves
 *       no advantage. A variance that is gated on a minimum mean thus rewards nobody for being bad.
 *   <li>A rejected sample has 0, or the worst of its group's scored samples if that is below 0:
 *       being rejected must never pay.
 * </ul>
 *
 * <p>Not thread-safe.
 *
 * @since 0.1.0
 */
public final class RewardComposer {
  private static final double DECAY = 0.95;

  /** A spread below this is taken for rounding: terms are not blown up over it. */
  private static final double LEAST = 1e-3;

  private final List<TermSchedule> terms;
  private final TermScaling scaling;
  private final Map<String, RunningScale> scales = new LinkedHashMap<>();

  /**
   * What it has learned.
   *
   * @param sums decayed sums of variances by term
   * @param weights decayed numbers of updates by term
   */
  public record State(Map<String, Double> sums, Map<String, Double> weights) {}

  private RewardComposer(List<TermSchedule> terms, TermScaling scaling) {
    this.terms = List.copyOf(terms);
    this.scaling = scaling;
    this.terms.forEach(t -> scales.put(t.name(), new RunningScale(DECAY)));
  }

  /**
   * Makes a composer.
   *
   * @param terms at least one, names distinct; the first counts from update 0 and is the one
   *     without which nothing can be said
   * @param scaling how spreads are made comparable
   * @return the composer, with nothing learned
   * @throws IllegalArgumentException if a name comes twice or the first term enters later
   */
  public static RewardComposer of(List<TermSchedule> terms, TermScaling scaling) {
    Set<String> names = new HashSet<>();
    for (TermSchedule t : terms) {
      if (!names.add(t.name())) {
        throw new IllegalArgumentException("term '" + t.name() + "' comes twice");
      }
    }
    if (terms.isEmpty() || terms.get(0).start() > 0) {
      throw new IllegalArgumentException("the first term has to start at update 0");
    }
    return new RewardComposer(terms, scaling);
  }

  /**
   * Makes an update's rewards and learns the scales from it.
   *
   * @param update the update's number, from 0
   * @param groups for each prompt, its samples' judgements
   * @return the rewards
   * @throws IllegalArgumentException if a judgement has a term that is not known here
   */
  public ComposedRewards compose(int update, List<List<Judgement>> groups) {
    List<double[]> sums = new ArrayList<>();
    groups.forEach(g -> sums.add(new double[g.size()]));
    Map<String, TermFigures> figures = new LinkedHashMap<>();
    check(groups);
    for (TermSchedule term : terms) {
      scale(term).add(values(term, groups));
    }
    for (TermSchedule term : terms) {
      List<double[]> values = values(term, groups);
      double weight = term.weightAt(update) * factor(term);
      figures.put(term.name(), figures(values, groups, weight));
      boolean first = term.equals(terms.get(0));
      for (int g = 0; g < values.size(); g++) {
        double neutral = mean(values.get(g));
        for (int i = 0; i < values.get(g).length; i++) {
          double value = values.get(g)[i];
          double counted = Double.isNaN(value) && !first ? neutral : value;
          sums.get(g)[i] += weight == 0 ? 0 : weight * counted;
        }
      }
    }
    for (int g = 0; g < groups.size(); g++) {
      reject(groups.get(g), sums.get(g));
    }
    return new ComposedRewards(sums, figures);
  }

  private void check(List<List<Judgement>> groups) {
    for (List<Judgement> group : groups) {
      for (Judgement j : group) {
        if (!scales.keySet().containsAll(j.terms().keySet())) {
          throw new IllegalArgumentException(
              "terms " + j.terms().keySet() + " are judged, known are " + scales.keySet());
        }
      }
    }
  }

  private RunningScale scale(TermSchedule term) {
    return Objects.requireNonNull(scales.get(term.name()));
  }

  private static List<double[]> values(TermSchedule term, List<List<Judgement>> groups) {
    List<double[]> values = new ArrayList<>();
    for (List<Judgement> group : groups) {
      values.add(group.stream().mapToDouble(j -> value(j, term.name())).toArray());
    }
    return values;
  }

  private static double value(Judgement judgement, String term) {
    @Nullable Double value = judgement.terms().get(term);
    return value == null ? Double.NaN : value;
  }

  private double factor(TermSchedule term) {
    double own = least(scale(term).deviation());
    return switch (scaling) {
      case NONE -> 1;
      case FIRST -> least(scale(terms.get(0)).deviation()) / own;
      case UNIT -> 1 / own;
    };
  }

  /** Before the first group, and without any spread, the smallest. */
  private static double least(double deviation) {
    return deviation > LEAST ? deviation : LEAST;
  }

  private static TermFigures figures(
      List<double[]> values, List<List<Judgement>> groups, double weight) {
    double[] all = values.stream().flatMapToDouble(Arrays::stream).toArray();
    double[] said = Arrays.stream(all).filter(v -> !Double.isNaN(v)).toArray();
    long scored =
        groups.stream()
            .flatMap(List::stream)
            .filter(j -> !j.isRejected() && !j.isUnscorable())
            .count();
    return new TermFigures(
        Arrays.stream(said).average().orElse(Double.NaN),
        Math.sqrt(RunningScale.variance(said)),
        scored == 0 ? 0 : 1 - (double) said.length / scored,
        weight);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).filter(v -> !Double.isNaN(v)).average().orElse(0);
  }

  private static void reject(List<Judgement> group, double[] rewards) {
    double worst = 0;
    for (int i = 0; i < rewards.length; i++) {
      boolean scored = !group.get(i).isRejected() && !Double.isNaN(rewards[i]);
      worst = scored ? Math.min(worst, rewards[i]) : worst;
    }
    for (int i = 0; i < rewards.length; i++) {
      if (group.get(i).isRejected()) {
        rewards[i] = worst;
      }
    }
  }

  /** Returns terms and scaling in words, the same for equal composers. */
  @Override
  public String toString() {
    return terms + " " + scaling;
  }

  /** Returns what it has learned. */
  public State state() {
    Map<String, Double> sums = new LinkedHashMap<>();
    Map<String, Double> weights = new LinkedHashMap<>();
    scales.forEach(
        (name, scale) -> {
          sums.put(name, scale.state().sum());
          weights.put(name, scale.state().weight());
        });
    return new State(sums, weights);
  }

  /**
   * Goes on from what another one had learned.
   *
   * @param state of a composer of the same terms
   * @throws IllegalArgumentException if its terms are others
   */
  public void restore(State state) {
    if (!state.sums.keySet().equals(scales.keySet())
        || !state.weights.keySet().equals(scales.keySet())) {
      throw new IllegalArgumentException(
          "scales of " + state.sums.keySet() + " are saved, terms are " + scales.keySet());
    }
    scales.forEach(
        (name, scale) ->
            scale.restore(
                new RunningScale.State(
                    Objects.requireNonNull(state.sums.get(name)),
                    Objects.requireNonNull(state.weights.get(name)))));
  }
}
