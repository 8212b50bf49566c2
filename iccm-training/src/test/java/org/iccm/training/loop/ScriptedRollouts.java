package org.iccm.training.loop;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.api.error.BudgetExceededException;
import org.iccm.api.rollout.Cost;
import org.iccm.api.rollout.Forecast;
import org.iccm.api.rollout.GivenContext;
import org.iccm.api.rollout.Inventory;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.api.rollout.RolloutService;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;

/** Rollouts whose tests pass as a script says; a context without its text fails as told. */
final class ScriptedRollouts implements RolloutService {
  static final List<TestId> TESTS =
      List.of(
          new TestId("reward/a"),
          new TestId("reward/b"),
          new TestId("reward/c"),
          new TestId("reward/d"),
          new TestId("report/e"));

  final List<RolloutRequest> requests = new ArrayList<>();

  /** From a context's texts, without what is left out, to the tests that pass. */
  BiFunction<List<String>, String, Set<TestId>> passing = (texts, model) -> Set.of();

  /** From a context's texts to what becomes of it. */
  BiFunction<List<String>, String, RolloutOutcome> outcome =
      (texts, model) -> RolloutOutcome.COMPLETED;

  boolean backwards;
  boolean over;
  int open;

  @Override
  public RolloutBatch submit(RolloutRequest request) {
    requests.add(request);
    open++;
    Deque<Rollout> rollouts = new ArrayDeque<>();
    List<String> models = request.models().isEmpty() ? List.of("m") : request.models();
    for (GivenContext given : request.contexts()) {
      int count = given.context().requirements().size();
      for (String model : models) {
        for (int omitted = request.leaveOneOut() ? count - 1 : -1; omitted >= -1; omitted--) {
          Rollout r = rollout(request, given, model, omitted);
          if (backwards) {
            rollouts.addFirst(r);
          } else {
            rollouts.addLast(r);
          }
        }
      }
    }
    return new Batch(request, rollouts);
  }

  private Rollout rollout(RolloutRequest request, GivenContext given, String model, int omitted) {
    List<String> texts = new ArrayList<>();
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < given.context().requirements().size(); i++) {
      if (i != omitted) {
        texts.add(given.context().requirements().get(i).text());
      }
      positions.add(i);
    }
    Set<TestId> passed = passing.apply(texts, model);
    List<TestResult> results =
        TESTS.stream()
            .map(
                t ->
                    new TestResult(
                        t,
                        passed.contains(t) ? TestStatus.PASSED : TestStatus.FAILED,
                        Duration.ZERO,
                        ""))
            .toList();
    Rollout.Builder rollout =
        Rollout.builder(given.applicationId(), given.name(), model, 0, outcome.apply(texts, model))
            .scope(request.scope())
            .units(Set.copyOf(units(request, given.applicationId())))
            .context(given.context())
            .requirements(positions, positions)
            .inventory(TESTS)
            .report(TestReport.builder(RunOutcome.COMPLETED).results(results).build());
    if (omitted >= 0) {
      rollout.omitted(omitted);
    }
    return rollout.build();
  }

  private static List<UnitId> units(RolloutRequest request, String application) {
    return request.scope() == Scope.UNIT
        ? request.units().selection(application).named()
        : List.of();
  }

  @Override
  public Forecast forecast(RolloutRequest request) {
    throw new UnsupportedOperationException("nothing is forecast here");
  }

  private final class Batch implements RolloutBatch {
    private final RolloutRequest request;
    private final Deque<Rollout> left;
    private final int total;
    private boolean told;
    private boolean closed;

    Batch(RolloutRequest request, Deque<Rollout> left) {
      this.request = request;
      this.left = left;
      this.total = left.size();
    }

    @Override
    public Optional<Rollout> next(Duration timeout) {
      if (over && !told) {
        told = true;
        left.clear();
        throw new BudgetExceededException("r", "calls", "1", "1", "no calls are left");
      }
      return Optional.ofNullable(left.poll());
    }

    @Override
    public boolean isDone() {
      return left.isEmpty() && (!over || told);
    }

    @Override
    public int total() {
      return total;
    }

    @Override
    public Cost cost() {
      return Cost.builder().modelCalls(total).testRuns(1).promptTokens(10).build();
    }

    @Override
    public Map<String, Inventory> inventories() {
      return Map.of();
    }

    @Override
    public String tag() {
      return request.tag();
    }

    @Override
    public void cancel() {
      left.clear();
    }

    @Override
    public void close() {
      open -= closed ? 0 : 1;
      closed = true;
    }
  }
}
