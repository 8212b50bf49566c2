package org.iccm.validation.experiment;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.iccm.api.application.Application;
import org.iccm.api.application.TestGroup;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.validation.statistics.PairedTTest;
import org.iccm.validation.statistics.Summary;

/** Sums rollouts up to cells, models, engineers and differences. */
final class Scores {
  /** The engineer at 1 of the calibrated score, and the one at 0. */
  private static final String GOLD = "gold";

  private static final String NONE = "none";

  private final RolloutRequest request;
  private final List<Rollout> rollouts;
  private final List<String> models;
  private final Map<String, Map<String, Map<String, Cell>>> cells = new LinkedHashMap<>();

  Scores(RolloutRequest request, List<Rollout> rollouts) {
    this.request = request;
    this.rollouts = rollouts;
    this.models = models(request, rollouts);
    Map<List<String>, List<Rollout>> groups = new LinkedHashMap<>();
    for (Rollout r : rollouts) {
      groups
          .computeIfAbsent(
              List.of(r.engineer(), r.model(), r.applicationId()), k -> new ArrayList<>())
          .add(r);
    }
    groups.forEach(
        (key, group) ->
            cells
                .computeIfAbsent(key.get(0), k -> new LinkedHashMap<>())
                .computeIfAbsent(key.get(1), k -> new LinkedHashMap<>())
                .put(key.get(2), cell(key, group)));
  }

  static List<String> models(RolloutRequest request, List<Rollout> rollouts) {
    if (!request.models().isEmpty()) {
      return request.models();
    }
    return rollouts.stream().map(Rollout::model).distinct().sorted().toList();
  }

  /** In the plan's order, without cancelled ones, the last of each cell and sample. */
  static List<Rollout> ordered(RolloutRequest request, List<Rollout> rollouts) {
    List<String> applications = request.applications().stream().map(Application::id).toList();
    List<String> models = models(request, rollouts);
    Map<List<Object>, Rollout> unique = new LinkedHashMap<>();
    for (Rollout r : rollouts) {
      if (r.outcome() != RolloutOutcome.CANCELLED) {
        unique.put(
            List.of(r.applicationId(), r.engineer(), r.model(), r.scope(), r.units(), r.sample()),
            r);
      }
    }
    return unique.values().stream()
        .sorted(
            Comparator.<Rollout>comparingInt(r -> place(applications, r.applicationId()))
                .thenComparingInt(r -> place(request.engineers(), r.engineer()))
                .thenComparingInt(r -> place(models, r.model()))
                .thenComparingInt(Rollout::sample))
        .toList();
  }

  private static int place(List<String> all, String one) {
    int at = all.indexOf(one);
    return at < 0 ? all.size() : at;
  }

  private static Cell cell(List<String> key, List<Rollout> group) {
    Map<RolloutOutcome, Integer> outcomes = new EnumMap<>(RolloutOutcome.class);
    List<Double> samples = new ArrayList<>();
    for (Rollout r : group) {
      outcomes.merge(r.outcome(), 1, Integer::sum);
      r.score(TestGroup.REPORT).ifPresent(samples::add);
    }
    return new Cell(key.get(0), key.get(1), key.get(2), samples, outcomes);
  }

  List<Cell> cells() {
    return cells.values().stream()
        .flatMap(m -> m.values().stream())
        .flatMap(a -> a.values().stream())
        .toList();
  }

  List<EngineerResult> engineers() {
    return request.engineers().stream().map(this::engineer).toList();
  }

  private EngineerResult engineer(String name) {
    List<ModelResult> byModel = models.stream().map(m -> model(name, m)).toList();
    List<Double> means =
        byModel.stream().flatMap(m -> m.passRate().stream()).map(Summary::mean).toList();
    List<Double> applications =
        applications().stream()
            .map(a -> meanOverModels(name, a, Set.copyOf(models)))
            .filter(Objects::nonNull)
            .toList();
    return new EngineerResult(
        name,
        rollouts.stream().anyMatch(r -> r.engineer().equals(name) && r.leaking()),
        byModel,
        Summary.of(means),
        Summary.of(applications),
        byModel.stream()
            .filter(m -> m.calibrated().isPresent())
            .mapToDouble(m -> m.calibrated().getAsDouble())
            .average());
  }

  private ModelResult model(String engineer, String model) {
    Map<String, Cell> own = cells(engineer, model);
    Map<RolloutOutcome, Integer> outcomes = new EnumMap<>(RolloutOutcome.class);
    own.values().forEach(c -> c.outcomes().forEach((o, n) -> outcomes.merge(o, n, Integer::sum)));
    List<Double> rates = new ArrayList<>();
    own.values().forEach(c -> c.passRate().ifPresent(rates::add));
    List<Double> samples = own.values().stream().flatMap(c -> c.samples().stream()).toList();
    return new ModelResult(
        engineer,
        model,
        Summary.of(rates),
        samples.size(),
        (int) samples.stream().filter(s -> s >= 1).count(),
        outcomes,
        calibrated(engineer, model));
  }

  private OptionalDouble calibrated(String engineer, String model) {
    Map<String, Double> own = rates(engineer, model);
    Map<String, Double> gold = rates(GOLD, model);
    Map<String, Double> none = rates(NONE, model);
    Set<String> shared = new LinkedHashSet<>(own.keySet());
    shared.retainAll(gold.keySet());
    shared.retainAll(none.keySet());
    Optional<Double> top = mean(gold, shared);
    Optional<Double> bottom = mean(none, shared);
    if (top.isEmpty() || bottom.isEmpty() || top.get() <= bottom.get()) {
      return OptionalDouble.empty();
    }
    double score = mean(own, shared).orElseThrow();
    return OptionalDouble.of((score - bottom.get()) / (top.get() - bottom.get()));
  }

  private static Optional<Double> mean(Map<String, Double> rates, Set<String> keys) {
    return Summary.of(keys.stream().map(rates::get).filter(Objects::nonNull).toList())
        .map(Summary::mean);
  }

  List<EngineerDifference> differences() {
    List<EngineerDifference> all = new ArrayList<>();
    List<String> names = request.engineers();
    for (int i = 0; i < names.size(); i++) {
      for (int j = i + 1; j < names.size(); j++) {
        difference(names.get(i), names.get(j)).ifPresent(all::add);
      }
    }
    return List.copyOf(all);
  }

  private Optional<EngineerDifference> difference(String first, String second) {
    List<Double> a = new ArrayList<>();
    List<Double> b = new ArrayList<>();
    for (String application : applications()) {
      Set<String> shared = new LinkedHashSet<>();
      for (String model : models) {
        if (rates(first, model).containsKey(application)
            && rates(second, model).containsKey(application)) {
          shared.add(model);
        }
      }
      Double one = meanOverModels(first, application, shared);
      Double other = meanOverModels(second, application, shared);
      if (one != null && other != null) {
        a.add(one);
        b.add(other);
      }
    }
    return PairedTTest.of(array(a), array(b)).map(t -> new EngineerDifference(first, second, t));
  }

  private static double[] array(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private @org.jspecify.annotations.Nullable Double meanOverModels(
      String engineer, String application, Set<String> wanted) {
    OptionalDouble mean =
        wanted.stream()
            .map(m -> rates(engineer, m).get(application))
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .average();
    return mean.isPresent() ? mean.getAsDouble() : null;
  }

  private List<String> applications() {
    return rollouts.stream().map(Rollout::applicationId).distinct().toList();
  }

  private Map<String, Cell> cells(String engineer, String model) {
    return cells
        .getOrDefault(engineer, Collections.emptyMap())
        .getOrDefault(model, Collections.emptyMap());
  }

  private Map<String, Double> rates(String engineer, String model) {
    Map<String, Double> rates = new LinkedHashMap<>();
    cells(engineer, model).forEach((a, c) -> c.passRate().ifPresent(rate -> rates.put(a, rate)));
    return rates;
  }
}
