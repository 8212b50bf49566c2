package org.iccm.core.pipeline;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.Digests;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.plugin.TokenCounter;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.UnitSelection;
import org.iccm.api.testing.Reach;
import org.iccm.core.prompt.UnitFrames;
import org.jspecify.annotations.Nullable;

/** Finds out what a request rebuilds of each application. Thread-safe. */
final class Targets {
  private final SuiteRuns runs;
  private final Function<String, Optional<LanguageSupport>> languages;
  private final TokenCounter tokens;
  private volatile @Nullable Drawn drawn;

  Targets(
      SuiteRuns runs, Function<String, Optional<LanguageSupport>> languages, TokenCounter tokens) {
    this.runs = runs;
    this.languages = languages;
    this.tokens = tokens;
  }

  /** What was drawn for the latest request: batches ask again and again. */
  private record Drawn(RolloutRequest request, Set<String> byUnit) {}

  /** Whether an application is rebuilt unit by unit. */
  boolean byUnit(Application app, RolloutRequest request) {
    Drawn known = drawn;
    if (known == null || !known.request().equals(request)) {
      known = new Drawn(request, byUnit(request));
      drawn = known;
    }
    return known.byUnit().contains(app.id());
  }

  /**
   * The applications that are rebuilt unit by unit. Of those of scope UNIT a share is rebuilt as a
   * whole: which ones goes by name and seed, and a fraction is rounded up as often as it says, so
   * that small batches have their share too.
   */
  static Set<String> byUnit(RolloutRequest request) {
    if (request.scope() == Scope.APPLICATION) {
      return Set.of();
    }
    List<String> ids =
        new ArrayList<>(request.applications().stream().map(Application::id).toList());
    ids.sort(Comparator.comparing(id -> draw(request, id)));
    double whole = request.units().applicationShare() * ids.size();
    int count = (int) Math.floor(whole);
    double chance =
        Long.parseLong(
                draw(request, ids.stream().sorted().toList().toString()).substring(0, 12), 16)
            / (double) (1L << 48);
    count += chance < whole - count ? 1 : 0;
    return new HashSet<>(ids.subList(count, ids.size()));
  }

  private static String draw(RolloutRequest request, String what) {
    return Digests.of("application-share/1", Long.toString(request.seed()), what);
  }

  /** What is rebuilt of an application; measures which tests reach its units. */
  List<Target> of(Application app, SuiteRuns.Ready ready, RolloutRequest request) {
    if (!byUnit(app, request)) {
      return List.of(new Target(app, null));
    }
    LanguageSupport language = languages.apply(app.suite().language()).orElse(null);
    Optional<Reach> reach = language == null ? Optional.empty() : runs.reach(app, ready);
    if (language == null || reach.isEmpty()) {
      throw new ApplicationException(
          app.id(),
          "tests",
          "units of "
              + app.id()
              + " cannot be rebuilt alone: "
              + (language == null
                  ? "nothing here reads the language " + app.suite().language()
                  : "runner '" + runs.runnerName() + "' cannot tell which tests reach them")
              + "; take scope APPLICATION for it");
    }
    List<Target> targets = targets(app, language, reach.get(), request.units().selection(app.id()));
    if (targets.isEmpty()) {
      throw new ApplicationException(
          app.id(),
          "tests",
          "no test of the reward group reaches a unit of "
              + app.id()
              + "; add tests, or take scope APPLICATION for it");
    }
    return targets;
  }

  /** The same as far as it is known without a run; all units count as reached where it is not. */
  List<Target> expected(Application app, RolloutRequest request) {
    if (!byUnit(app, request)) {
      return List.of(new Target(app, null));
    }
    Optional<LanguageSupport> language = languages.apply(app.suite().language());
    if (language.isEmpty()) {
      return List.of();
    }
    UnitSelection selection = request.units().selection(app.id());
    return runs.knownReach(app, request.limits())
        .map(reach -> targets(app, language.get(), reach, selection))
        .orElseGet(
            () -> {
              Map<UnitId, CodeUnit> units = units(app, language.get());
              UnitFrames frames = new UnitFrames(app.view().sources(), language.get(), tokens);
              return selection.of(app.id(), List.copyOf(units.keySet())).stream()
                  .map(u -> new Target(app, task(u, units.get(u), List.of(), frames, "")))
                  .toList();
            });
  }

  private static Target.UnitTask task(
      UnitId id, @Nullable CodeUnit code, List<TestId> tests, UnitFrames frames, String refusal) {
    if (code == null || !refusal.isEmpty()) {
      return Target.UnitTask.refused(
          id, refusal.isEmpty() ? "the original has no unit " + id : refusal);
    }
    return new Target.UnitTask(id, code, tests, frames, "");
  }

  /** How many targets a request may have, at most: before anything is known of reach. */
  int most(Application app, RolloutRequest request) {
    if (!byUnit(app, request)) {
      return 1;
    }
    List<UnitId> all =
        languages
            .apply(app.suite().language())
            .map(language -> List.copyOf(units(app, language).keySet()))
            .orElse(List.of());
    return Math.max(1, request.units().selection(app.id()).of(app.id(), all).size());
  }

  private List<Target> targets(
      Application app, LanguageSupport language, Reach reach, UnitSelection selection) {
    Map<UnitId, CodeUnit> units = units(app, language);
    List<UnitId> reached =
        reach.units().stream()
            .filter(u -> reach.tests(u).stream().anyMatch(t -> TestGroup.of(t) == TestGroup.REWARD))
            .toList();
    UnitFrames frames = new UnitFrames(app.view().sources(), language, tokens);
    List<Target> targets = new ArrayList<>();
    for (UnitId unit : selection.of(app.id(), reached)) {
      String refusal = reach.refusal(unit).orElse("");
      List<TestId> tests = refusal.isEmpty() ? List.copyOf(reach.tests(unit)) : List.of();
      targets.add(new Target(app, task(unit, units.get(unit), tests, frames, refusal)));
    }
    return targets;
  }

  private static Map<UnitId, CodeUnit> units(Application app, LanguageSupport language) {
    return app.view().sources().stream()
        .filter(f -> language.accepts(f.path()))
        .flatMap(f -> language.units(f).stream())
        .collect(Collectors.toMap(CodeUnit::id, u -> u, (a, b) -> a, LinkedHashMap::new));
  }
}
