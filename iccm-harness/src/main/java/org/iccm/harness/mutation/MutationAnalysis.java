package org.iccm.harness.mutation;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;

/**
 * Measures how many small changes of an application its suite notices. Every mutant is run like a
 * candidate, by any {@link TestRunner}. Which changes are tried follows from the application and
 * the seed alone.
 *
 * <p>Immutable and thread-safe. The runner stays the caller's.
 *
 * @since 0.1.0
 */
public final class MutationAnalysis {
  private final TestRunner runner;
  private final MutantSource source;
  private final int cap;
  private final long seed;
  private final int concurrency;
  private final Duration floor;
  private final int factor;
  private final IsolationMode isolation;

  private MutationAnalysis(Builder b) {
    this.runner = b.runner;
    this.source = b.source;
    this.cap = b.cap;
    this.seed = b.seed;
    this.concurrency = b.concurrency;
    this.floor = b.floor;
    this.factor = b.factor;
    this.isolation = b.isolation;
  }

  /**
   * Starts a builder.
   *
   * @param runner runs the tests; not closed
   * @param source finds the changes
   * @return a new builder
   */
  public static Builder builder(TestRunner runner, MutantSource source) {
    return new Builder(runner, source);
  }

  /**
   * Measures one application.
   *
   * @param application the application
   * @return what its suite noticed
   * @throws ApplicationException if the original passes no test
   * @throws RunnerException if the sandbox cannot run the suite
   * @throws CancelledException if interrupted or the runner is closed; the flag is kept
   */
  public MutationReport measure(Application application) {
    PreparedSuite suite =
        runner.prepare(
            application.suite(), EnvironmentSpec.builder(application.view().language()).build());
    List<SourceFile> files = application.view().sources();
    TestReport first = original(suite, files, List.of());
    List<TestId> collected = first.results().stream().map(TestResult::id).toList();
    TestReport second = original(suite, files, collected);
    Set<TestId> inventory = new TreeSet<>(first.passed());
    inventory.retainAll(second.passed());
    if (inventory.isEmpty()) {
      throw new ApplicationException(
          application.id(),
          "tests",
          application.id() + ": its original passes no test twice: correct the suite");
    }
    Duration slower =
        first.duration().compareTo(second.duration()) > 0 ? first.duration() : second.duration();
    Duration limit = slower.multipliedBy(factor);
    TestRun base =
        TestRun.builder(suite, files)
            .testIds(List.copyOf(inventory))
            .timeLimit(limit.compareTo(floor) > 0 ? limit : floor)
            .isolation(isolation)
            .build();
    List<Mutant> all = files.stream().flatMap(f -> source.mutants(f).stream()).toList();
    List<MutantResult> results = new ArrayList<>(run(MutantSample.of(all, cap, seed), base));
    // under load a limit may be met by chance: alone it counts
    for (int i = 0; i < results.size(); i++) {
      MutantState state = results.get(i).state();
      if (state == MutantState.TIMEOUT || state == MutantState.UNDECIDED) {
        results.set(i, run(results.get(i).mutant(), base));
      }
    }
    return new MutationReport(application.id(), List.copyOf(inventory), all.size(), results);
  }

  private TestReport original(PreparedSuite suite, List<SourceFile> files, List<TestId> ids) {
    TestReport report =
        runner.run(TestRun.builder(suite, files).testIds(ids).isolation(isolation).build());
    if (report.outcome() == RunOutcome.INFRASTRUCTURE) {
      throw new RunnerException(
          runner.card().name(),
          true,
          suite.suite().applicationId() + ": the original could not be run: " + report.detail());
    }
    return report;
  }

  private List<MutantResult> run(List<Mutant> mutants, TestRun base) {
    int atOnce = concurrency > 0 ? concurrency : Math.max(1, runner.card().concurrency());
    AtomicInteger threads = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            atOnce,
            task -> {
              Thread thread = new Thread(task, "iccm-mutation-" + threads.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<MutantResult>> under = new ArrayList<>();
      for (Mutant mutant : mutants) {
        under.add(pool.submit(() -> run(mutant, base)));
      }
      List<MutantResult> results = new ArrayList<>();
      for (Future<MutantResult> one : under) {
        results.add(one.get());
      }
      return results;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("measuring mutants was interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private MutantResult run(Mutant mutant, TestRun base) {
    TestRun.Builder run =
        TestRun.builder(base.suite(), mutant.in(base.files()))
            .testIds(base.testIds())
            .timeLimit(base.timeLimit())
            .isolation(isolation);
    TestReport report = runner.run(run.build());
    Set<TestId> killers = new TreeSet<>();
    MutantState state =
        switch (report.outcome()) {
          case COMPLETED -> {
            killers.addAll(base.testIds());
            killers.removeAll(report.passed());
            yield killers.isEmpty() ? MutantState.SURVIVED : MutantState.KILLED;
          }
          case TIMEOUT, OUT_OF_MEMORY -> MutantState.TIMEOUT;
          case CANDIDATE_BROKEN -> MutantState.BROKEN;
          case TAMPERED, INFRASTRUCTURE -> MutantState.UNDECIDED;
        };
    return new MutantResult(mutant, state, killers);
  }

  /** Builds a {@link MutationAnalysis}. Not thread-safe. */
  public static final class Builder {
    private final TestRunner runner;
    private final MutantSource source;
    private int cap = 200;
    private long seed;
    private int concurrency;
    private Duration floor = Duration.ofSeconds(5);
    private int factor = 5;
    private IsolationMode isolation = IsolationMode.IN_PROCESS;

    private Builder(TestRunner runner, MutantSource source) {
      this.runner = runner;
      this.source = source;
    }

    /**
     * Sets the most mutants of an application; 200 else.
     *
     * @param cap at least 1
     * @return this builder
     */
    public Builder cap(int cap) {
      this.cap = cap;
      return this;
    }

    /**
     * Sets what chooses among more mutants than that; 0 else.
     *
     * @param seed any number
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets runs at once; else what the runner's card says.
     *
     * @param concurrency at least 1, or 0 for the card's
     * @return this builder
     */
    public Builder concurrency(int concurrency) {
      this.concurrency = concurrency;
      return this;
    }

    /**
     * Sets the time limit of a mutant: the larger of a fixed time and some times what the original
     * needs; 5 seconds and 5 times else.
     *
     * @param floor more than zero
     * @param factor at least 1
     * @return this builder
     */
    public Builder timeLimit(Duration floor, int factor) {
      this.floor = floor;
      this.factor = factor;
      return this;
    }

    /**
     * Sets how far mutant and tests are apart; {@link IsolationMode#IN_PROCESS} else, because the
     * original is trusted.
     *
     * @param isolation one that the runner offers
     * @return this builder
     */
    public Builder isolation(IsolationMode isolation) {
      this.isolation = isolation;
      return this;
    }

    /**
     * Builds the analysis.
     *
     * @return the analysis
     * @throws IllegalArgumentException if a value is out of its range
     */
    public MutationAnalysis build() {
      if (cap < 1 || concurrency < 0 || factor < 1 || floor.isNegative() || floor.isZero()) {
        throw new IllegalArgumentException(
            "cap and factor are at least 1, concurrency is not negative, a time limit is over 0");
      }
      return new MutationAnalysis(this);
    }
  }
}
