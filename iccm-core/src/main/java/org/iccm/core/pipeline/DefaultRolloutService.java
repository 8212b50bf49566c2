package org.iccm.core.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.iccm.api.application.Application;
import org.iccm.api.application.Digests;
import org.iccm.api.application.UnitId;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.api.rollout.Forecast;
import org.iccm.api.rollout.ProgressListener;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.RolloutService;
import org.iccm.api.rollout.UnitTrial;
import org.iccm.api.store.StoredApplication;
import org.iccm.api.store.StoredBatch;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.core.engineer.GoldReader;
import org.iccm.core.gate.LeakageGate;

/**
 * The pipeline behind {@link RolloutService}. Closing it cancels the batches under way.
 * Thread-safe.
 */
public final class DefaultRolloutService implements RolloutService, AutoCloseable {
  private final PipelineParts parts;
  private final CellStages stages;
  private final SuiteRuns runs;
  private final UnitTrials trials;
  private final Set<DefaultRolloutBatch> batches = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * A service.
   *
   * @param parts models, engineers, runner, store
   * @param completions makes and keeps completions
   * @param gate judges contexts
   * @param current whom calls are charged to
   */
  public DefaultRolloutService(
      PipelineParts parts,
      CompletionService completions,
      LeakageGate gate,
      CallScope.Current current) {
    this.parts = parts;
    this.runs =
        new SuiteRuns(parts::runner, parts::store, parts::language, parts.telemetry(), current);
    this.trials = new UnitTrials(runs, parts::language);
    this.stages =
        new CellStages(
            parts, completions, runs, new Contexts(parts::store, gate, parts::language), current);
  }

  @Override
  public RolloutBatch submit(RolloutRequest request) {
    checkOpen();
    List<String> models = models(request);
    checkGold(request);
    if (request.fresh()) {
      parts.store().newGeneration();
    }
    request
        .applications()
        .forEach(
            app ->
                parts
                    .store()
                    .artifacts()
                    .put(
                        StoredApplication.builder(app.view(), app.split(), app.suite().digest())
                            .build()));
    BudgetScope scope =
        new BudgetScope(parts.store().ledger().open(request.runId(), request.budget()));
    parts
        .store()
        .artifacts()
        .put(
            StoredBatch.builder(
                    Digests.of(request.runId(), request.tag()), request.runId(), request.tag())
                .build());
    // only who watches needs to know how long it will take
    Duration expected =
        parts.progress() == ProgressListener.NONE
            ? Duration.ZERO
            : new Forecaster(parts, stages).forecast(request, models).expected().wallClock();
    DefaultRolloutBatch batch = new DefaultRolloutBatch(request, stages, scope, models, expected);
    batches.removeIf(DefaultRolloutService::closedWhenDone);
    batches.add(batch);
    return batch.start();
  }

  /** A batch that its caller never closes keeps threads until then. */
  private static boolean closedWhenDone(DefaultRolloutBatch batch) {
    boolean done = batch.isDone();
    if (done) {
      batch.close();
    }
    return done;
  }

  @Override
  public Forecast forecast(RolloutRequest request) {
    return new Forecaster(parts, stages).forecast(request, models(request));
  }

  @Override
  public Optional<Reach> reach(Application application, ResourceLimits limits) {
    checkOpen();
    return runs.reach(application, runs.ready(application, limits));
  }

  @Override
  public UnitTrial rebuild(
      Application application, ResourceLimits limits, UnitId unit, String text) {
    checkOpen();
    return trials.rebuild(application, runs.ready(application, limits), unit, text);
  }

  private void checkOpen() {
    if (closed) {
      throw new IllegalStateException("this ICCM is closed");
    }
  }

  /** Checks every name before anything is spent. */
  private List<String> models(RolloutRequest request) {
    List<String> models = request.models().isEmpty() ? parts.orchestra() : request.models();
    List<ConfigurationException.Problem> problems = new ArrayList<>();
    for (String model : models) {
      check(() -> parts.backend(model), problems);
    }
    for (String engineer : request.engineers()) {
      check(() -> parts.engineer(engineer), problems);
    }
    if (models.isEmpty()) {
      problems.add(
          new ConfigurationException.Problem(
              "roles.orchestra", "", "names no model; write which models rebuild"));
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return models;
  }

  /** Missing gold is told before anything is spent, for all applications at once. */
  private void checkGold(RolloutRequest request) {
    for (String engineer : request.engineers()) {
      List<String> without =
          parts.engineer(engineer) instanceof GoldReader
              ? request.applications().stream()
                  .filter(a -> a.gold().isEmpty())
                  .map(Application::id)
                  .toList()
              : List.of();
      if (!without.isEmpty()) {
        throw new ContextRejectedException(
            engineer,
            without.get(0),
            "no gold requirements in "
                + without
                + ": add gold_requirements.md there, or leave out the engineer '"
                + engineer
                + "'");
      }
    }
  }

  private static void check(Runnable lookup, List<ConfigurationException.Problem> problems) {
    try {
      lookup.run();
    } catch (ConfigurationException e) {
      problems.addAll(e.problems());
    }
  }

  @Override
  public void close() {
    closed = true;
    batches.forEach(DefaultRolloutBatch::close);
    batches.clear();
  }
}
