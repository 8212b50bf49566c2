package org.iccm.validation.experiment;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.iccm.api.context.Scope;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.RolloutService;

/**
 * Runs a plan of rollouts and compares the context engineers in it.
 *
 * <pre>{@code
 * ComparisonResult result =
 *     Comparison.of(iccm.rollouts(), request)
 *         .listener(ReportWriter.into(Path.of("target/iccm")).build())
 *         .run();
 * System.out.println(TextTable.of(result));
 * }</pre>
 *
 * <p>Not thread-safe; {@link #run()} may be called once.
 *
 * @since 0.1.0
 */
public final class Comparison {
  /** Listeners hear at least this often. */
  private static final Duration TICK = Duration.ofMillis(500);

  private final RolloutService service;
  private final RolloutRequest request;
  private final List<ComparisonListener> listeners = new ArrayList<>();
  private boolean started;

  private Comparison(RolloutService service, RolloutRequest request) {
    this.service = Objects.requireNonNull(service, "service");
    this.request = Objects.requireNonNull(request, "request");
  }

  /**
   * A comparison.
   *
   * @param service runs the rollouts
   * @param request the plan; the order of its engineers is the order of the one-tailed questions
   * @return a comparison that has not begun
   * @throws IllegalArgumentException if it rebuilds single units, leaves requirements out or brings
   *     contexts of its own: what is compared is what engineers make whole applications of
   */
  public static Comparison of(RolloutService service, RolloutRequest request) {
    if (request.scope() != Scope.APPLICATION) {
      throw new IllegalArgumentException(
          "validation compares whole applications, scope APPLICATION, not "
              + request.scope()
              + ": rates of single units are for training");
    }
    if (request.leaveOneOut() || !request.contexts().isEmpty()) {
      throw new IllegalArgumentException(
          "validation compares engineers' whole contexts: leave out leaveOneOut and contexts");
    }
    return new Comparison(service, request);
  }

  /**
   * Adds a listener.
   *
   * @param listener hears in the order of adding
   * @return this comparison
   */
  public Comparison listener(ComparisonListener listener) {
    listeners.add(Objects.requireNonNull(listener, "listener"));
    return this;
  }

  /**
   * Runs until all rollouts are there or a hard budget stops the rest.
   *
   * @return the result; {@link ComparisonResult#stopped()} tells of a used-up budget
   * @throws CancelledException if the thread is interrupted; what is finished is stored, listeners
   *     have heard the end
   * @throws org.iccm.api.error.IccmException if the whole batch cannot go on; listeners have heard
   *     the end if a rollout was there
   */
  public ComparisonResult run() {
    if (started) {
      throw new IllegalStateException("this comparison has been run");
    }
    started = true;
    List<Rollout> rollouts = new ArrayList<>();
    try (RolloutBatch batch = service.submit(request)) {
      Optional<String> stopped = Optional.empty();
      try {
        drain(batch, rollouts);
      } catch (BudgetExceededException e) {
        stopped = Optional.of(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        endAfter(e, batch, rollouts);
        throw e;
      }
      ComparisonResult result = result(batch, rollouts, stopped);
      listeners.forEach(l -> l.onEnd(result));
      return result;
    }
  }

  private void drain(RolloutBatch batch, List<Rollout> rollouts) {
    while (!batch.isDone()) {
      Optional<Rollout> next = batch.next(TICK);
      Supplier<ComparisonResult> soFar = () -> result(batch, rollouts, Optional.empty());
      if (next.isPresent()) {
        rollouts.add(next.get());
        listeners.forEach(l -> l.onRollout(next.get(), soFar));
      } else {
        listeners.forEach(l -> l.onWait(soFar));
      }
      if (Thread.currentThread().isInterrupted()) {
        throw new CancelledException("the comparison '" + request.runId() + "' was interrupted");
      }
    }
  }

  /**
   * What came is shown even if the rest failed; a listener's own failure does not hide the first.
   */
  private void endAfter(RuntimeException failure, RolloutBatch batch, List<Rollout> rollouts) {
    if (rollouts.isEmpty()) {
      return;
    }
    try {
      ComparisonResult partial =
          result(batch, rollouts, Optional.of(String.valueOf(failure.getMessage())));
      listeners.forEach(l -> l.onEnd(partial));
    } catch (RuntimeException e) {
      failure.addSuppressed(e);
    }
  }

  private ComparisonResult result(
      RolloutBatch batch, List<Rollout> rollouts, Optional<String> stopped) {
    return ComparisonResult.of(
        request, rollouts, batch.total(), batch.cost(), batch.inventories(), stopped);
  }
}
