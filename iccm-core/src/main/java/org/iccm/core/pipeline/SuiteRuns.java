package org.iccm.core.pipeline;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.iccm.api.application.Application;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.Digests;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.plugin.Telemetry;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.RunKey;
import org.iccm.api.store.Store;
import org.iccm.api.store.StoredInventory;
import org.iccm.api.store.StoredReach;
import org.iccm.api.store.StoredRun;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;

/**
 * Runs suites: each (files, suite, environment) once, and makes the inventory from the original.
 * Thread-safe.
 */
final class SuiteRuns {
  static final int REPETITIONS = 3;
  static final int INFRASTRUCTURE_TRIES = 3;

  /** A suite that is ready to judge candidates. */
  record Ready(PreparedSuite suite, Inventory inventory, ResourceLimits limits) {
    IsolationMode isolation() {
      return inventory.isolation();
    }

    Duration timeLimit() {
      return limits.timeLimit(inventory.originalTime());
    }
  }

  /** A report and where it came from. */
  record Judged(RunKey key, TestReport report, boolean cached) {}

  private final Supplier<TestRunner> runners;
  private final Supplier<Store> store;
  private final Function<String, Optional<LanguageSupport>> languages;
  private final Telemetry telemetry;
  private final CallScope.Current current;
  private final Admission admission = new Admission();
  private final Coalescer<RunKey, Judged> coalescer = new Coalescer<>();
  private final Coalescer<String, Ready> preparing = new Coalescer<>();
  private final Coalescer<String, Optional<Reach>> measuring = new Coalescer<>();
  private final Map<String, Reach> reaches = new ConcurrentHashMap<>();
  private final Map<String, Ready> ready = new ConcurrentHashMap<>();

  SuiteRuns(
      Supplier<TestRunner> runners,
      Supplier<Store> store,
      Function<String, Optional<LanguageSupport>> languages,
      Telemetry telemetry,
      CallScope.Current current) {
    this.runners = runners;
    this.store = store;
    this.languages = languages;
    this.telemetry = telemetry;
    this.current = current;
  }

  private PreparedSuite prepare(Application app, ResourceLimits limits) {
    if (app.suite().files().isEmpty()) {
      throw new ApplicationException(
          app.id(), "tests", "application " + app.id() + " has no tests; add some under tests/");
    }
    return runners
        .get()
        .prepare(
            app.suite(),
            EnvironmentSpec.builder(app.suite().language())
                .limits(limits)
                .dependencies(app.suite().dependencies())
                .build());
  }

  /** Prepares an application's suite and makes or finds its inventory. */
  Ready ready(Application app, ResourceLimits limits) {
    PreparedSuite prepared = prepare(app, limits);
    refuseAbsent(runners.get().card(prepared));
    String key = inventoryKey(app, prepared, limits);
    // a new generation measures anew, also in the process that began it
    String here = store.get().generation() + "/" + key;
    Ready known = ready.get(here);
    if (known != null) {
      return known;
    }
    return preparing.get(
        here,
        () -> {
          Optional<StoredInventory> stored = store.get().artifacts().findInventory(key);
          Inventory inventory;
          PreparedSuite suite =
              runners.get().describesAll(prepared)
                  ? runners.get().describe(prepared, app.view().sources())
                  : prepared;
          PreparedSuite described = suite;
          if (stored.isPresent()) {
            inventory = stored.get().inventory();
          } else {
            InventoryMeasure measure =
                new InventoryMeasure(app, suite, limits, runners.get(), this::execute);
            inventory = measure.measure(stubs(app));
            described = measure.suite();
            inventory =
                store
                    .get()
                    .artifacts()
                    .put(StoredInventory.builder(key, app.id(), inventory).build())
                    .inventory();
          }
          // what is stored may be another's, measured at the same time
          if (inventory.isolation() == IsolationMode.IN_PROCESS) {
            described = suite;
          } else if (described.equals(suite)) {
            described = runners.get().describe(suite, app.view().sources());
          }
          Ready made = new Ready(described, inventory, limits);
          ready.put(here, made);
          return made;
        });
  }

  /** What reaches what if that is known already: no test is run for it. */
  Optional<Reach> knownReach(Application app, ResourceLimits limits) {
    PreparedSuite prepared = prepare(app, limits);
    String key = inventoryKey(app, prepared, limits);
    Optional<LanguageSupport> language = languages.apply(app.suite().language());
    if (language.isEmpty() || store.get().artifacts().findInventory(key).isEmpty()) {
      return Optional.empty();
    }
    String reachKey = reachKey(app, ready(app, limits), units(app, language.get()));
    return store.get().artifacts().findReach(reachKey).map(StoredReach::reach);
  }

  private String inventoryKey(Application app, PreparedSuite prepared, ResourceLimits limits) {
    Set<IsolationMode> modes = runners.get().isolationModes(prepared);
    return Keys.inventory(app.view().sources(), prepared, limits.canonical(), modes, REPETITIONS);
  }

  private static List<CodeUnit> units(Application app, LanguageSupport language) {
    return app.view().sources().stream().flatMap(f -> language.units(f).stream()).toList();
  }

  private static String reachKey(Application app, Ready ready, List<CodeUnit> units) {
    return Keys.reach(
        app.view().sources(),
        ready.suite(),
        ready.limits().canonical(),
        ready.inventory().tests(),
        units);
  }

  /** What reaches what, measured once; empty if language or runner cannot tell. */
  Optional<Reach> reach(Application app, Ready ready) {
    Optional<LanguageSupport> language = languages.apply(app.suite().language());
    if (language.isEmpty()) {
      return Optional.empty();
    }
    List<SourceFile> sources = app.view().sources();
    List<CodeUnit> units = units(app, language.get());
    List<TestId> tests = ready.inventory().tests();
    String key = reachKey(app, ready, units);
    String here = store.get().generation() + "/" + key;
    Reach known = reaches.get(here);
    if (known != null) {
      return Optional.of(known);
    }
    Optional<Reach> found =
        measuring.get(
            here,
            () -> {
              Optional<StoredReach> stored = store.get().artifacts().findReach(key);
              if (stored.isPresent()) {
                return Optional.of(stored.get().reach());
              }
              TestRun run =
                  TestRun.builder(ready.suite(), sources)
                      .testIds(tests)
                      .timeLimit(ready.timeLimit())
                      .build();
              return runners
                  .get()
                  .reach(run, units)
                  .map(r -> StoredReach.builder(key, app.id(), r).build())
                  .map(r -> store.get().artifacts().put(r).reach());
            });
    found.ifPresent(r -> reaches.put(here, r));
    return found;
  }

  /** All judging starts here, so this is the one place that looks at what a runner cannot hold. */
  private static void refuseAbsent(RunnerCard card) {
    List<String> absent = card.refusedLimits();
    if (!absent.isEmpty()) {
      throw new RunnerException(
          card.name(),
          false,
          "runner '"
              + card.name()
              + "' enforces no limit of "
              + String.join(", ", absent)
              + " on this host, and no reward is taken from it. './doctor' says what to do; to run"
              + " without, name the limits in the runner's setting 'accept-absent'");
    }
  }

  private Map<String, List<SourceFile>> stubs(Application app) {
    return languages
        .apply(app.suite().language())
        .map(language -> language.stubs(app.view().sources()))
        .orElse(Map.of());
  }

  String runnerName() {
    return runners.get().card().name();
  }

  /** Judges a candidate; equal candidates are run once. */
  Judged judge(Ready ready, List<SourceFile> files) {
    return judge(ready, files, ready.inventory().tests(), Optional.empty());
  }

  /** The same of one rebuilt unit, by some tests only. */
  Judged judge(Ready ready, List<SourceFile> files, List<TestId> tests, UnitId unit) {
    return judge(ready, files, tests, Optional.of(unit));
  }

  private Judged judge(
      Ready ready, List<SourceFile> files, List<TestId> tests, Optional<UnitId> unit) {
    CallScope scope = current.get();
    RunKey key =
        Keys.run(files, ready.suite(), tests, ready.limits().canonical(), ready.isolation(), unit);
    boolean[] ran = new boolean[1];
    Judged judged =
        coalescer.get(
            key,
            () -> {
              Optional<StoredRun> stored = store.get().artifacts().findRun(key);
              if (stored.isPresent()) {
                return new Judged(key, stored.get().report(), true);
              }
              ran[0] = true;
              TestReport report =
                  execute(
                      TestRun.builder(ready.suite(), files)
                          .testIds(tests)
                          .timeLimit(ready.timeLimit())
                          .isolation(ready.isolation())
                          .build());
              if (report.outcome() != RunOutcome.INFRASTRUCTURE) {
                StoredRun.Builder row =
                    StoredRun.builder(key, runners.get().card().name(), report)
                        .applicationId(ready.suite().suite().applicationId())
                        .reconstructionDigest(Digests.ofFiles(files));
                unit.ifPresent(row::unit);
                return new Judged(key, store.get().artifacts().put(row.build()).report(), false);
              }
              return new Judged(key, report, false);
            });
    if (!ran[0]) {
      scope.cachedRuns.incrementAndGet();
      return new Judged(key, judged.report(), true);
    }
    return judged;
  }

  /** Runs once, again where the sandbox failed. */
  private TestReport execute(TestRun run) {
    CallScope scope = current.get();
    TestReport last = null;
    for (int i = 0; i < INFRASTRUCTURE_TRIES; i++) {
      try {
        last =
            admission.run(
                () -> runners.get().card().concurrency(),
                () -> {
                  scope.testRuns.incrementAndGet();
                  return runners.get().run(run);
                });
      } catch (RunnerException e) {
        if (!e.retriable() || i == INFRASTRUCTURE_TRIES - 1) {
          throw e;
        }
        continue;
      }
      telemetry.time("iccm.run.duration", last.duration(), "outcome", last.outcome().name());
      if (last.outcome() != RunOutcome.INFRASTRUCTURE) {
        return last;
      }
    }
    if (last == null) {
      throw new IllegalStateException("no run was tried");
    }
    return last;
  }
}
