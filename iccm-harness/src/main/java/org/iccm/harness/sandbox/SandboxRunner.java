package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.sandbox.Flights.Flight;
import org.iccm.harness.wheels.Wheelhouse;

/**
 * Runs suites of one language, Python if nothing else is said, in a {@link Box}. A run that asks
 * for an isolation that its card does not offer gets {@link UnsupportedOperationException}.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SandboxRunner implements TestRunner {
  private static final Duration ORIGINAL = Duration.ofSeconds(30);

  private final Box box;
  private final boolean isolates;
  private final Descriptions descriptions = new Descriptions();
  private final Set<Safeguard> off;
  private final Driver driver;
  private final Toolchain toolchain;
  private final Flights flights;
  private final Executions executions;
  private final Readiness.Probing readiness;
  private volatile Set<String> acceptedAbsent = Set.of();

  /**
   * A runner. No I/O yet.
   *
   * @param box how it confines; closed with the runner
   */
  public SandboxRunner(Box box) {
    this(box, false);
  }

  /**
   * A runner. No I/O yet.
   *
   * @param box how it confines; closed with the runner
   * @param isolates whether it offers {@link IsolationMode#ISOLATED}, which takes a box whose slots
   *     start two processes
   */
  public SandboxRunner(Box box, boolean isolates) {
    this(box, isolates, Optional.empty(), Set.of());
  }

  /**
   * A runner. No I/O yet.
   *
   * @param box how it confines; closed with the runner
   * @param isolates as above
   * @param wheels where packages of suites come from, for a box that mounts the layers of its jobs;
   *     empty if it does not
   */
  public SandboxRunner(Box box, boolean isolates, Optional<Wheelhouse> wheels) {
    this(box, isolates, wheels, Set.of());
  }

  /**
   * For tests and benches that show what a safeguard is good for: a runner without some of them.
   * Its card says so, and its results have an environment digest of their own.
   *
   * @param box how it confines, without the same safeguards; closed with the runner
   * @param isolates whether it offers {@link IsolationMode#ISOLATED}
   * @param off what is switched off
   */
  public SandboxRunner(Box box, boolean isolates, Set<Safeguard> off) {
    this(box, isolates, Optional.empty(), off);
  }

  private SandboxRunner(
      Box box, boolean isolates, Optional<Wheelhouse> wheels, Set<Safeguard> off) {
    this(box, isolates, wheels, off, new Driver(off));
  }

  private SandboxRunner(
      Box box, boolean isolates, Optional<Wheelhouse> wheels, Set<Safeguard> off, Driver driver) {
    this(
        box,
        isolates,
        off,
        driver,
        new PythonToolchain(driver, new Packages(box.name(), wheels), Set.copyOf(off)));
  }

  private SandboxRunner(
      Box box, boolean isolates, Set<Safeguard> off, Driver driver, Toolchain toolchain) {
    this.box = box;
    this.isolates = isolates;
    this.off = Set.copyOf(off);
    this.driver = driver;
    this.toolchain = toolchain;
    this.flights = new Flights(box.name());
    this.executions = new Executions(box, driver, toolchain, descriptions, this.off, flights);
    this.readiness = new Readiness.Probing(box, toolchain, executions);
  }

  /**
   * A runner for suites in Java, never isolated. No I/O yet.
   *
   * @param box how it confines, with Java inside; closed with the runner
   * @return the runner
   */
  public static SandboxRunner java(Box box) {
    return new SandboxRunner(box, false, Set.of(), new Driver(Set.of()), new JavaToolchain());
  }

  /**
   * Says which limits may be absent; before the first use.
   *
   * @param limits names of limits, see {@link AcceptedLimits}
   * @return this runner
   */
  public SandboxRunner accepting(Set<String> limits) {
    acceptedAbsent = Set.copyOf(limits);
    return this;
  }

  /**
   * Says how long a sandbox may take to come up, beside a run's own time limit: after that it
   * counts as hung. 65 seconds unless said, which a busy host may need; before the first use.
   *
   * @param time more than zero
   * @return this runner
   */
  public SandboxRunner startingWithin(Duration time) {
    if (time.isNegative() || time.isZero()) {
      throw new IllegalArgumentException("time to start a sandbox: " + time);
    }
    executions.startUp(time);
    return this;
  }

  /**
   * Makes sure, by a real probe, that this host can confine.
   *
   * @throws RunnerException if it cannot; it says what to install
   */
  public void check() {
    Flight flight = flights.take();
    try {
      ready(flight);
    } finally {
      flights.release(flight);
    }
  }

  @Override
  public RunnerCard card() {
    Flight flight = flights.take();
    try {
      Readiness r = ready(flight);
      return RunnerCard.builder(
              box.name(), Digests.of(box.name(), r.environment().digest(), r.facts().toString()))
          .concurrency(executions.limit())
          .limits(limits(r.facts()))
          .isolationModes(modes())
          .acceptedAbsent(acceptedAbsent)
          .build();
    } finally {
      flights.release(flight);
    }
  }

  private Map<String, LimitState> limits(Box.Facts facts) {
    Map<String, LimitState> limits = new LinkedHashMap<>(facts.limits());
    off.forEach(missing -> limits.put(missing.limit(), LimitState.ABSENT));
    return limits;
  }

  @Override
  public Set<IsolationMode> isolationModes(PreparedSuite suite) {
    return modes();
  }

  private Set<IsolationMode> modes() {
    return isolates ? EnumSet.allOf(IsolationMode.class) : EnumSet.of(IsolationMode.IN_PROCESS);
  }

  @Override
  public PreparedSuite describe(PreparedSuite suite, List<SourceFile> original) {
    if (!isolates) {
      return toolchain.describesAll() ? compiled(suite, original) : suite;
    }
    Flight flight = flights.take();
    try {
      Readiness r = ready(flight);
      ResourceLimits limits = suite.environment().limits();
      Packages.Brought brought = brought(suite, r);
      CandidateFiles files =
          r.environment().select(original, brought, limits.diskBytes(), Set.of());
      String secret = executions.secret();
      RunRecord record = new RunRecord(secret);
      Job job = brought.with(driver.shape(files, r.facts(), limits, secret));
      String printed = executions.ask(job, record, flight);
      JsonNode shape =
          record
              .parentEnd()
              .orElseThrow(
                  () ->
                      new RunnerException(
                          box.name(),
                          true,
                          "the interface of "
                              + suite.suite().applicationId()
                              + " cannot be described: "
                              + printed));
      PreparedSuite described = descriptions.of(suite, shape);
      // What its objects show of themselves is known after one run.
      TestRun once =
          TestRun.builder(described, original)
              .timeLimit(ORIGINAL)
              .isolation(IsolationMode.ISOLATED)
              .build();
      RunRecord seen = executions.attempt(once, files, brought, r, flight).record();
      return seen.childEnd().map(end -> descriptions.of(suite, shape, end)).orElse(described);
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      flights.release(flight);
    }
  }

  private PreparedSuite compiled(PreparedSuite suite, List<SourceFile> original) {
    Flight flight = flights.take();
    try {
      Readiness r = ready(flight);
      ResourceLimits limits = suite.environment().limits();
      CandidateFiles files =
          r.environment().select(original, brought(suite, r), limits.diskBytes(), off);
      String secret = executions.secret();
      ReportLines lines = new ReportLines(secret);
      executions.ask(toolchain.describe(suite, files, r.facts(), secret), lines, flight);
      return toolchain.described(suite, box.name(), lines.lines());
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      flights.release(flight);
    }
  }

  @Override
  public boolean describesAll(PreparedSuite suite) {
    return toolchain.describesAll();
  }

  @Override
  public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
    Flight flight = flights.take();
    try {
      Readiness r = ready(flight);
      String language = toolchain.language();
      if (!suite.language().equals(language) || !environment.language().equals(language)) {
        throw new RunnerException(
            box.name(),
            false,
            suite.applicationId()
                + ": runner "
                + box.name()
                + " runs "
                + language
                + " only, not "
                + suite.language());
      }
      Packages.Brought brought = r.environment().brought(suite, environment.dependencies());
      return PreparedSuite.builder(suite, environment, r.environment().digest(brought)).build();
    } finally {
      flights.release(flight);
    }
  }

  private Packages.Brought brought(PreparedSuite suite, Readiness r) {
    return r.environment().brought(suite.suite(), suite.environment().dependencies());
  }

  @Override
  public TestReport run(TestRun run) {
    if (!modes().contains(run.isolation())) {
      throw new UnsupportedOperationException(
          "runner " + box.name() + " does not offer isolation " + run.isolation());
    }
    Flight flight = flights.take();
    try {
      return run(run, flight);
    } catch (RunnerException e) {
      if (flight.cancelled) {
        throw flights.cancelled();
      }
      return TestReport.builder(RunOutcome.INFRASTRUCTURE)
          .detail(e.getMessage() == null ? e.toString() : e.getMessage())
          .build();
    } finally {
      flights.release(flight);
    }
  }

  @Override
  public Optional<Reach> reach(TestRun original, List<CodeUnit> units) {
    if (!toolchain.tracesReach()) {
      return Optional.empty();
    }
    Flight flight = flights.take();
    try {
      Readiness r = ready(flight);
      TestRun run = original.toBuilder().isolation(IsolationMode.IN_PROCESS).build();
      if (run.testIds().isEmpty()) {
        List<TestResult> collected = run(run, flight).results();
        run = run.toBuilder().testIds(collected.stream().map(TestResult::id).toList()).build();
      }
      ResourceLimits limits = run.suite().environment().limits();
      Packages.Brought brought = brought(run.suite(), r);
      CandidateFiles files = r.environment().select(run.files(), brought, limits.diskBytes(), off);
      ReachMeasure measure =
          new ReachMeasure(
              box,
              units,
              (some, alone, classes) -> {
                Job job = driver.reach(some, files, classes, alone, r.facts(), executions.secret());
                return executions.traced(brought.with(job), flight);
              });
      return Optional.of(measure.measure(run));
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      flights.release(flight);
    }
  }

  private TestReport run(TestRun run, Flight flight) {
    Readiness r = ready(flight);
    Packages.Brought brought = brought(run.suite(), r);
    CandidateFiles candidate =
        r.environment()
            .select(run.files(), brought, run.suite().environment().limits().diskBytes(), off);
    try {
      return executions.run(run, candidate, brought, r, flight);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private Readiness ready(Flight flight) {
    try {
      return readiness.get(flight);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private CancelledException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new CancelledException("a run in sandbox " + box.name() + " was interrupted", e);
  }

  /** Ends runs in flight and frees everything. Idempotent. */
  @Override
  public void close() {
    if (flights.close()) {
      box.close();
    }
  }
}
