package org.iccm.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.iccm.api.application.Application;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.LlmException;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.ProgressEvent;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;

/**
 * Rollouts under way: inventories first, then contexts, and behind each context its completions,
 * and behind each completion its run; every stage with its own bounded threads.
 */
final class DefaultRolloutBatch implements RolloutBatch {
  private static final int CONTEXT_THREADS = 16;

  private final RolloutRequest request;
  private final CellStages stages;
  private final BudgetScope scope;
  private final Instant started;
  private final List<String> models;
  private final Duration expected;
  private final int total;
  private final BlockingQueue<Rollout> finished = new LinkedBlockingQueue<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final AtomicBoolean failureThrown = new AtomicBoolean();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Map<String, Inventory> inventories = new ConcurrentHashMap<>();
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final List<ExecutorService> executors = new ArrayList<>();
  private final ExecutorService contextThreads;
  private final ExecutorService runThreads;
  private final ExecutorService coordinator;

  DefaultRolloutBatch(
      RolloutRequest request,
      CellStages stages,
      BudgetScope scope,
      List<String> models,
      Duration expected) {
    this.request = request;
    this.stages = stages;
    this.scope = scope;
    this.models = models;
    this.expected = expected;
    this.started = stages.clock().instant();
    int perModel = request.applications().size() * request.engineers().size() * request.samples();
    this.total = perModel * models.size();
    Lane before = null;
    for (String model : stages.inTurn(models)) {
      ExecutorService executor = pool("model-" + model, stages.concurrency(model));
      Lane lane =
          new Lane(
              model,
              executor,
              perModel,
              stages.concurrency(model),
              stages.local(model) ? before : null);
      lanes.put(model, lane);
      before = stages.local(model) ? lane : before;
    }
    this.contextThreads = pool("contexts", CONTEXT_THREADS);
    this.runThreads = pool("runs", stages.runnerConcurrency());
    this.coordinator = pool("batch", 1);
  }

  private ExecutorService pool(String name, int threads) {
    ExecutorService pool = DaemonThreads.fixed("iccm-" + name, Math.max(1, threads));
    executors.add(pool);
    return pool;
  }

  DefaultRolloutBatch start() {
    submit(coordinator, this::prepareAll);
    return this;
  }

  private void prepareAll() {
    List<Application> apps = request.applications();
    AtomicInteger done = new AtomicInteger();
    for (Application app : apps) {
      submit(
          runThreads,
          () -> {
            SuiteRuns.Ready ready = stages.runs().ready(app, request.limits());
            inventories.put(app.id(), ready.inventory());
            int n = done.incrementAndGet();
            progress("inventory", n, apps.size(), app.id());
            // all originals first: a broken application is told before a model is asked
            if (n == apps.size()) {
              submit(coordinator, this::makeContexts);
            }
          });
    }
  }

  private void makeContexts() {
    List<String> engineers = new ArrayList<>(request.engineers());
    // those that ask a model first: their rollouts wait longest, and their calls are alike, which
    // servers that keep the beginnings of prompts reward
    engineers.sort(Comparator.comparing(e -> !stages.writes(e)));
    for (String engineer : engineers) {
      for (Application app : request.applications()) {
        submit(contextThreads, () -> makeContext(app, engineer));
      }
    }
  }

  private void makeContext(Application app, String engineer) {
    Contexts.Made made = null;
    String why = "";
    try {
      made = stages.context(app, engineer, request);
    } catch (LlmException e) {
      why = "the engineer's model failed: " + e.getMessage();
    }
    progress("contexts", 0, 0, app.id() + " by " + engineer);
    for (int sample = 0; sample < request.samples(); sample++) {
      for (String model : models) {
        Cell cell = new Cell(app, engineer, model, sample);
        Lane lane = lane(model);
        if (made == null) {
          lane.answered();
          deliver(stages.without(cell, request, RolloutOutcome.NO_COMPLETION, why));
        } else if (!made.gate().admitted()) {
          lane.answered();
          deliver(stages.rejected(cell, request, made));
        } else {
          Contexts.Made context = made;
          submit(lane.executor, () -> complete(lane, cell, context));
        }
      }
    }
  }

  private void complete(Lane lane, Cell cell, Contexts.Made context) {
    CellStages.Answered answered;
    try {
      if (!stages.isStored(cell, request, context)) {
        lane.awaitTurn();
      }
      answered = stages.complete(cell, request, context);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for a model's turn", e);
    } finally {
      lane.answered();
    }
    submit(runThreads, () -> deliver(stages.judge(answered, request)));
  }

  private Lane lane(String model) {
    Lane lane = lanes.get(model);
    if (lane == null) {
      throw new IllegalStateException("no lane for model " + model);
    }
    return lane;
  }

  /**
   * Runs a task in this batch's scope; what it throws ends the batch, but for what a budget or a
   * cancel stopped.
   */
  private void submit(ExecutorService executor, Runnable task) {
    pending.incrementAndGet();
    try {
      executor.execute(
          () -> {
            try {
              if (cancelled.get()) {
                return;
              }
              stages
                  .current()
                  .with(
                      scope,
                      () -> {
                        task.run();
                        return true;
                      });
            } catch (BudgetExceededException e) {
              fail(e);
              // cells that will never be answered must not keep the next model waiting
              lanes.values().forEach(Lane::abandon);
            } catch (CancelledException e) {
              if (!cancelled.get()) {
                fail(e);
              }
            } catch (RuntimeException e) {
              fail(e);
              cancel();
            } catch (Error e) {
              fail(new IllegalStateException("unexpected error: " + e, e));
              cancel();
              throw e;
            } finally {
              pending.decrementAndGet();
            }
          });
    } catch (RejectedExecutionException e) {
      pending.decrementAndGet();
      // closed meanwhile
      if (!cancelled.get()) {
        throw e;
      }
    }
  }

  private void fail(RuntimeException e) {
    failure.compareAndSet(null, e);
  }

  private void deliver(Rollout rollout) {
    finished.add(rollout);
    int n = ended.incrementAndGet();
    progress(
        "rollouts",
        n,
        total,
        rollout.applicationId()
            + " "
            + rollout.engineer()
            + " "
            + rollout.model()
            + " "
            + rollout.outcome());
  }

  private void progress(String phase, long done, long all, String message) {
    Optional<Duration> left = Optional.empty();
    if (phase.equals("rollouts") && done > 0) {
      left = Optional.of(left(done, all));
    }
    stages.listener().onProgress(new ProgressEvent(phase, done, all, left, message));
  }

  /**
   * The first results say little where many are under way at once: the forecast's word counts until
   * the run's own pace is known.
   */
  private Duration left(long done, long all) {
    long elapsed = Duration.between(started, stages.clock().instant()).toMillis();
    double share = done / (double) all;
    double own = elapsed / share;
    double whole = expected.isZero() ? own : share * own + (1 - share) * expected.toMillis();
    return Duration.ofMillis(Math.max(0, (long) (whole - elapsed)));
  }

  @Override
  public Optional<Rollout> next(Duration timeout) {
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      while (true) {
        Rollout r = finished.poll(20, TimeUnit.MILLISECONDS);
        if (r != null) {
          return Optional.of(r);
        }
        if (isQuiet() && finished.isEmpty()) {
          throwFailureOnce();
          return Optional.empty();
        }
        if (System.nanoTime() - deadline >= 0) {
          return Optional.empty();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for a rollout", e);
    }
  }

  private void throwFailureOnce() {
    RuntimeException e = failure.get();
    if (e != null && failureThrown.compareAndSet(false, true)) {
      throw e;
    }
  }

  /** Whether nothing more will finish. */
  private boolean isQuiet() {
    return pending.get() == 0
        || (cancelled.get() && executors.stream().allMatch(ExecutorService::isTerminated));
  }

  @Override
  public boolean isDone() {
    return isQuiet() && finished.isEmpty() && (failure.get() == null || failureThrown.get());
  }

  @Override
  public int total() {
    return total;
  }

  @Override
  public Cost cost() {
    return Cost.builder()
        .modelCalls(scope.modelCalls.get())
        .testRuns(scope.testRuns.get())
        .promptTokens(scope.promptTokens.get())
        .completionTokens(scope.completionTokens.get())
        .cachedCompletions(scope.cachedCompletions.get())
        .cachedRuns(scope.cachedRuns.get())
        .wallClock(Duration.between(started, stages.clock().instant()))
        .build();
  }

  @Override
  public Map<String, Inventory> inventories() {
    return Map.copyOf(inventories);
  }

  @Override
  public String tag() {
    return request.tag();
  }

  @Override
  public void cancel() {
    if (cancelled.compareAndSet(false, true)) {
      executors.forEach(ExecutorService::shutdownNow);
    }
  }

  @Override
  public void close() {
    boolean finishedWell = ended.get() >= total;
    if (finishedWell) {
      executors.forEach(ExecutorService::shutdown);
      cancelled.set(true);
    } else {
      cancel();
    }
    DaemonThreads.await(executors, Duration.ofSeconds(30));
    scope.close();
  }
}
