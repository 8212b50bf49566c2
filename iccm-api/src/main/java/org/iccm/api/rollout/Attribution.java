package org.iccm.api.rollout;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.iccm.api.application.TestGroup;
import org.iccm.api.context.EngineeredContext;
import org.jspecify.annotations.Nullable;

/**
 * What each requirement of one context is worth: the share of the reward group's tests that pass
 * with the whole context, less the share that pass without it (leave one out), over the same models
 * and samples. Requirements that say the same twice are worth nothing each: the other is still
 * there.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Attribution {
  private final String applicationId;
  private final String engineer;
  private final Optional<EngineeredContext> context;
  private final OptionalDouble whole;
  private final List<OptionalDouble> differences;
  private final int rollouts;

  private Attribution(
      String applicationId,
      String engineer,
      Optional<EngineeredContext> context,
      OptionalDouble whole,
      List<OptionalDouble> differences,
      int rollouts) {
    this.applicationId = applicationId;
    this.engineer = engineer;
    this.context = context;
    this.whole = whole;
    this.differences = List.copyOf(differences);
    this.rollouts = rollouts;
  }

  /** One model's one sample of one target: what is compared with and without a requirement. */
  private record Draw(String model, int sample) {}

  /** What was rebuilt: a unit, or no unit for the whole application. */
  private static final class Target {
    final Map<Draw, Rollout> whole = new LinkedHashMap<>();
    final Map<Integer, Map<Draw, Rollout>> without = new LinkedHashMap<>();

    void add(Rollout r) {
      Map<Draw, Rollout> draws =
          r.omitted().isPresent()
              ? without.computeIfAbsent(r.omitted().getAsInt(), i -> new LinkedHashMap<>())
              : whole;
      draws.put(new Draw(r.model(), r.sample()), r);
    }

    OptionalDouble mean() {
      return whole.values().stream()
          .map(r -> r.score(TestGroup.REWARD))
          .filter(OptionalDouble::isPresent)
          .mapToDouble(OptionalDouble::getAsDouble)
          .average();
    }

    /** Empty where nothing can be said; 0 where no rollout was given the requirement. */
    OptionalDouble difference(int requirement) {
      if (whole.values().stream().noneMatch(r -> r.given().contains(requirement))) {
        return mean().isPresent() ? OptionalDouble.of(0) : OptionalDouble.empty();
      }
      double sum = 0;
      int pairs = 0;
      Map<Draw, Rollout> rest = without.getOrDefault(requirement, Map.of());
      for (Map.Entry<Draw, Rollout> one : whole.entrySet()) {
        Rollout other = rest.get(one.getKey());
        OptionalDouble with = one.getValue().score(TestGroup.REWARD);
        OptionalDouble less =
            other == null ? OptionalDouble.empty() : other.score(TestGroup.REWARD);
        if (with.isPresent() && less.isPresent()) {
          sum += with.getAsDouble() - less.getAsDouble();
          pairs++;
        }
      }
      return pairs == 0 ? OptionalDouble.empty() : OptionalDouble.of(sum / pairs);
    }
  }

  /**
   * Takes the differences.
   *
   * @param rollouts of a request with {@link RolloutRequest#leaveOneOut()}, in any order; what has
   *     no score is left out together with its counterpart
   * @return one for each application, engineer or given context, and scope; in the order of their
   *     first rollouts
   */
  public static List<Attribution> of(List<Rollout> rollouts) {
    Map<List<Object>, List<Rollout>> groups = new LinkedHashMap<>();
    for (Rollout r : rollouts) {
      groups
          .computeIfAbsent(
              List.of(r.applicationId(), r.engineer(), r.scope()), k -> new ArrayList<>())
          .add(r);
    }
    return groups.values().stream().map(Attribution::ofOne).toList();
  }

  private static Attribution ofOne(List<Rollout> group) {
    Map<Set<?>, Target> targets = new LinkedHashMap<>();
    group.forEach(r -> targets.computeIfAbsent(r.units(), u -> new Target()).add(r));
    Optional<EngineeredContext> context =
        group.stream().flatMap(r -> r.context().stream()).findFirst();
    int requirements = context.map(c -> c.requirements().size()).orElse(0);
    List<OptionalDouble> differences = new ArrayList<>();
    for (int i = 0; i < requirements; i++) {
      int requirement = i;
      differences.add(mean(targets.values().stream().map(t -> t.difference(requirement)).toList()));
    }
    return new Attribution(
        group.get(0).applicationId(),
        group.get(0).engineer(),
        context,
        mean(targets.values().stream().map(Target::mean).toList()),
        differences,
        group.size());
  }

  private static OptionalDouble mean(List<OptionalDouble> values) {
    return values.stream()
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .average();
  }

  /** Returns the application. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns the engineer's instance name, or the name of a given context. */
  public String engineer() {
    return engineer;
  }

  /** Returns the whole context; empty if none was made. */
  public Optional<EngineeredContext> context() {
    return context;
  }

  /**
   * Returns the share of tests that pass with the whole context: the mean over targets (units, or
   * the application) of the mean over models and samples, 0 to 1; empty if nothing has a score.
   */
  public OptionalDouble whole() {
    return whole;
  }

  /**
   * Returns by position in the context what each requirement is worth, -1 to 1: the mean over
   * targets of the share of tests with it less the share without it. A unit that was not given the
   * requirement counts as 0. Empty where no pair of scores is there, for example because the gate
   * rejected the context.
   */
  public List<OptionalDouble> differences() {
    return differences;
  }

  /** Returns how many rollouts it is made of. */
  public int rollouts() {
    return rollouts;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Attribution o
            && applicationId.equals(o.applicationId)
            && engineer.equals(o.engineer)
            && context.equals(o.context)
            && whole.equals(o.whole)
            && differences.equals(o.differences)
            && rollouts == o.rollouts);
  }

  @Override
  public int hashCode() {
    return Objects.hash(applicationId, engineer, context, whole, differences, rollouts);
  }

  @Override
  public String toString() {
    return "Attribution[applicationId="
        + applicationId
        + ", engineer="
        + engineer
        + ", context="
        + context
        + ", whole="
        + whole
        + ", differences="
        + differences
        + ", rollouts="
        + rollouts
        + "]";
  }
}
