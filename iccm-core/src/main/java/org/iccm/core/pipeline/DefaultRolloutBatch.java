package org.iccm.core.pipeline;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
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
  private final Map<String, List<Target>> targets = new ConcurrentHashMap<>();
  private final AtomicInteger total = new AtomicInteger();
  private final AtomicInteger contextsLeft = new AtomicInteger(-1);
  private final BlockingQueue<Rollout> finished = new LinkedBlockingQueue<>();
  private final AtomicInteger ended = new AtomicInteger();
  private final AtomicInteger pending = new AtomicInteger();
  private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
  private final AtomicBoolean failureThrown = new AtomicBoolean();
  private final AtomicBoolean cancelled = new AtomicBoolean();
  private final Map<String, Inventory> inventories = new ConcurrentHashMap<>();
  private final List<ExecutorService> executors = new ArrayList<>();
  private final CellPlan plan;
  private final Lanes lanes;
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
    this.plan = new CellPlan(request, stages, models);
    for (Application app : request.applications()) {
      total.addAndGet(plan.rollouts(app, stages.targets().most(app, request)));
    }
    this.lanes = new Lanes(models, stages, this::pool);
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
            targets.put(app.id(), stages.targets().of(app, ready, request));
            int n = done.incrementAndGet();
            progress("inventory", n, apps.size(), app.id());
            // all originals first: a broken application is told before a model is asked
            if (n == apps.size()) {
              submit(coordinator, this::makeContexts);
            }
          });
    }
  }

  /** One context to be made. */
  private record Order(Application app, ContextSource source) {}

  private void makeContexts() {
    List<Order> orders = new ArrayList<>();
    for (Application app : request.applications()) {
      stages.sources(request, app).forEach(source -> orders.add(new Order(app, source)));
    }
    // those that ask a model first: their rollouts wait longest, and their calls are alike, which
    // servers that keep the beginnings of prompts reward
    List<String> names =
        orders.stream()
            .sorted(Comparator.comparing(o -> !o.source().writes()))
            .map(o -> o.source().name())
            .distinct()
            .toList();
    orders.sort(Comparator.comparing(o -> names.indexOf(o.source().name())));
    total.set(
        request.applications().stream()
            .mapToInt(app -> plan.rollouts(app, targetsOf(app).size()))
            .sum());
    contextsLeft.set(orders.size());
    for (Order order : orders) {
      submit(contextThreads, () -> makeContext(order.app(), order.source()));
    }
  }

  private List<Target> targetsOf(Application app) {
    return targets.getOrDefault(app.id(), List.of());
  }

  private void makeContext(Application app, ContextSource source) {
    Contexts.Made made = null;
    String why = "";
    try {
      made = stages.context(app, source, request);
    } catch (LlmException e) {
      why = "the engineer's model failed: " + e.getMessage();
    }
    progress("contexts", 0, 0, app.id() + " by " + source.name());
    CellPlan.Planned planned = plan.of(targetsOf(app), source, made, why);
    total.addAndGet(planned.added());
    lanes.plan(planned.asked().size() / models.size());
    if (contextsLeft.decrementAndGet() == 0) {
      lanes.seal();
    }
    planned.ended().forEach(this::deliver);
    for (CellPlan.Asked asked : planned.asked()) {
      Lane lane = lanes.of(asked.cell().model());
      submit(lane.executor, () -> complete(lane, asked));
    }
  }

  private void complete(Lane lane, CellPlan.Asked asked) {
    CellStages.Answered answered;
    try {
      if (!stages.isStored(asked.cell(), request, asked.portion())) {
        lane.awaitTurn();
      }
      answered = stages.complete(asked.cell(), request, asked.made(), asked.portion());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for a model's turn", e);
    } finally {
      lane.answered();
    }
    submit(runThreads, () -> deliver(stages.judge(answered, request)));
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
              lanes.abandon();
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
        total.get(),
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
    return total.get();
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
    boolean finishedWell = contextsLeft.get() == 0 && ended.get() >= total.get();
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
