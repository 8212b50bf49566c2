package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.jspecify.annotations.Nullable;

/**
 * Runs Python suites in a {@link Box}. A run that asks for an isolation that its card does not
 * offer gets {@link UnsupportedOperationException}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class SandboxRunner implements TestRunner {
  /** For the driver to come up, beside the time limit. */
  private static final Duration START_UP = Duration.ofSeconds(65);

  private static final Duration TICK = Duration.ofMillis(50);
  private static final Duration CLOSING = Duration.ofSeconds(10);
  private static final Set<RunOutcome> HARMLESS =
      Set.of(RunOutcome.COMPLETED, RunOutcome.CANDIDATE_BROKEN);

  private static final Duration ORIGINAL = Duration.ofSeconds(30);

  private final Box box;
  private final boolean isolates;
  private final Descriptions descriptions = new Descriptions();
  private final Driver driver = new Driver();
  private final SecureRandom random = new SecureRandom();
  private final Object lock = new Object();
  private final ReentrantLock probing = new ReentrantLock();

  /** Held for reading by every run, for writing by one that has to be alone. */
  private final ReentrantReadWriteLock others = new ReentrantReadWriteLock(true);

  private final Set<Flight> flights = new HashSet<>();
  private boolean closed;
  private volatile @Nullable Ready ready;

  private record Ready(Box.Facts facts, PythonEnvironment environment) {}

  /** A call under way. */
  private static final class Flight {
    volatile boolean cancelled;
  }

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
    this.box = box;
    this.isolates = isolates;
  }

  /**
   * Makes sure, by a real probe, that this host can confine.
   *
   * @throws RunnerException if it cannot; it says what to install
   */
  public void check() {
    Flight flight = take();
    try {
      ready(flight);
    } finally {
      release(flight);
    }
  }

  @Override
  public RunnerCard card() {
    Flight flight = take();
    try {
      Ready r = ready(flight);
      return RunnerCard.builder(
              box.name(), Digests.of(box.name(), r.environment.digest(), r.facts.toString()))
          .concurrency(box.concurrency())
          .limits(r.facts.limits())
          .isolationModes(modes())
          .build();
    } finally {
      release(flight);
    }
  }

  private Set<IsolationMode> modes() {
    return isolates ? EnumSet.allOf(IsolationMode.class) : EnumSet.of(IsolationMode.IN_PROCESS);
  }

  @Override
  public PreparedSuite describe(PreparedSuite suite, List<SourceFile> original) {
    if (!isolates) {
      return suite;
    }
    Flight flight = take();
    try {
      Ready r = ready(flight);
      ResourceLimits limits = suite.environment().limits();
      CandidateFiles files =
          CandidateFiles.select(original, r.environment.protectedModules(), limits.diskBytes());
      String secret = secret();
      RunRecord record = new RunRecord(secret);
      BoundedOutput output = new BoundedOutput(1 << 16);
      Job job = driver.shape(files, r.facts, limits, secret);
      try (Box.Slot slot = box.open(job, () -> flight.cancelled)) {
        execute(slot, job, record, output, START_UP, flight);
      }
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
                              + output.text().strip()));
      PreparedSuite described = descriptions.of(suite, shape);
      // What its objects show of themselves is known after one run.
      TestRun once =
          TestRun.builder(described, original)
              .timeLimit(ORIGINAL)
              .isolation(IsolationMode.ISOLATED)
              .build();
      RunRecord seen = attempt(once, files, r, flight).record;
      return seen.childEnd().map(end -> descriptions.of(suite, shape, end)).orElse(described);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("a run in sandbox " + box.name() + " was interrupted", e);
    } finally {
      release(flight);
    }
  }

  @Override
  public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
    Flight flight = take();
    try {
      Ready r = ready(flight);
      if (!suite.language().equals("python") || !environment.language().equals("python")) {
        throw new RunnerException(
            box.name(),
            false,
            suite.applicationId()
                + ": runner "
                + box.name()
                + " runs python only, not "
                + suite.language());
      }
      List<String> needed = new ArrayList<>(suite.dependencies());
      needed.addAll(environment.dependencies());
      List<String> missing = r.environment.missing(needed);
      if (!missing.isEmpty()) {
        throw new RunnerException(
            box.name(),
            false,
            suite.applicationId()
                + ": the sandbox lacks "
                + String.join(", ", missing)
                + ": name an image (docker) or root filesystem (bubblewrap) that has them");
      }
      return PreparedSuite.builder(suite, environment, r.environment.digest()).build();
    } finally {
      release(flight);
    }
  }

  @Override
  public TestReport run(TestRun run) {
    if (!modes().contains(run.isolation())) {
      throw new UnsupportedOperationException(
          "runner " + box.name() + " does not offer isolation " + run.isolation());
    }
    Flight flight = take();
    try {
      return run(run, flight);
    } catch (RunnerException e) {
      if (flight.cancelled) {
        throw cancelled();
      }
      return TestReport.builder(RunOutcome.INFRASTRUCTURE)
          .detail(e.getMessage() == null ? e.toString() : e.getMessage())
          .build();
    } finally {
      release(flight);
    }
  }

  private TestReport run(TestRun run, Flight flight) {
    Ready r = ready(flight);
    CandidateFiles candidate =
        CandidateFiles.select(
            run.files(),
            r.environment.protectedModules(),
            run.suite().environment().limits().diskBytes());
    try {
      Attempt first;
      acquire(others.readLock(), flight);
      try {
        first = attempt(run, candidate, r, flight);
      } finally {
        others.readLock().unlock();
      }
      if (first.report.outcome() != RunOutcome.TIMEOUT || first.spentItsTime) {
        return first.report;
      }
      // it waited, perhaps for a processor that others had: alone it has no such excuse
      acquire(others.writeLock(), flight);
      try {
        return attempt(run, candidate, r, flight).report;
      } finally {
        others.writeLock().unlock();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("a run in sandbox " + box.name() + " was interrupted", e);
    }
  }

  private void acquire(Lock wanted, Flight flight) throws InterruptedException {
    while (!wanted.tryLock(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
      if (flight.cancelled) {
        throw cancelled();
      }
    }
  }

  /**
   * One run to its end.
   *
   * @param report what it gave
   * @param spentItsTime whether it was over a limit of processor time, which load does not change
   */
  private record Attempt(TestReport report, boolean spentItsTime, RunRecord record) {}

  private Attempt attempt(TestRun run, CandidateFiles candidate, Ready r, Flight flight)
      throws InterruptedException {
    String secret = secret();
    Job job =
        run.isolation() == IsolationMode.ISOLATED
            ? driver.isolated(run, candidate, descriptions.read(run.suite()), r.facts, secret)
            : driver.run(run, candidate, r.facts, secret);
    RunRecord record = new RunRecord(secret);
    BoundedOutput output = new BoundedOutput(job.limits().outputBytes());
    Duration most = run.timeLimit().multipliedBy(2).plus(START_UP);
    try (Box.Slot slot = box.open(job, () -> flight.cancelled)) {
      Ending ending = execute(slot, job, record, output, most, flight);
      TestReport report =
          new Verdict(
                  record,
                  run.testIds(),
                  ending.outOfMemory,
                  ending.overdue,
                  r.facts.ownMemoryLimit(),
                  output.text(),
                  candidate.note())
              .report().toBuilder().isolation(run.isolation()).build();
      if (!HARMLESS.contains(report.outcome())) {
        slot.spoil();
      }
      boolean spent = record.parentEnd().map(e -> e.path("cpuLimit").asBoolean()).orElse(false);
      return new Attempt(report, spent, record);
    }
  }

  private Ready ready(Flight flight) {
    Ready r = ready;
    if (r != null) {
      return r;
    }
    try {
      probing.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("a run in sandbox " + box.name() + " was interrupted", e);
    }
    try {
      r = ready;
      if (r == null) {
        Box.Facts facts = box.check();
        String secret = secret();
        RunRecord record = new RunRecord(secret);
        BoundedOutput output = new BoundedOutput(1 << 16);
        Job job = driver.probe(facts, secret);
        try (Box.Slot slot = box.open(job, () -> flight.cancelled)) {
          execute(slot, job, record, output, START_UP, flight);
        }
        String answer =
            record
                .parentEnd()
                .map(Object::toString)
                .orElseThrow(
                    () ->
                        new RunnerException(
                            box.name(),
                            true,
                            box.name() + " does not work on this host: " + output.text().strip()));
        r = new Ready(facts, PythonEnvironment.read(box.name(), answer, driver.digest()));
        ready = r;
      }
      return r;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("a run in sandbox " + box.name() + " was interrupted", e);
    } finally {
      probing.unlock();
    }
  }

  private record Ending(boolean outOfMemory, boolean overdue) {}

  /** Starts a job and waits for its end, whatever that is. */
  private Ending execute(
      Box.Slot slot, Job job, ByteSink report, ByteSink output, Duration limit, Flight flight)
      throws InterruptedException {
    try (Box.Run run = slot.start(job, report, output)) {
      long deadline = System.nanoTime() + limit.toNanos();
      boolean overdue = false;
      while (!run.await(TICK)) {
        if (flight.cancelled) {
          run.kill();
          throw cancelled();
        }
        if (run.outOfMemory()) {
          run.kill();
        }
        if (System.nanoTime() - deadline > 0) {
          overdue = true;
          run.kill();
        }
      }
      return new Ending(run.outOfMemory(), overdue);
    }
  }

  private String secret() {
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private Flight take() {
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("runner " + box.name() + " is closed");
      }
      Flight flight = new Flight();
      flights.add(flight);
      return flight;
    }
  }

  private void release(Flight flight) {
    synchronized (lock) {
      flights.remove(flight);
      lock.notifyAll();
    }
  }

  private CancelledException cancelled() {
    return new CancelledException("runner " + box.name() + " was closed during a run");
  }

  /** Ends runs in flight and frees everything. Idempotent. */
  @Override
  public void close() {
    synchronized (lock) {
      if (closed) {
        return;
      }
      closed = true;
      flights.forEach(f -> f.cancelled = true);
      long deadline = System.nanoTime() + CLOSING.toNanos();
      boolean interrupted = false;
      while (!flights.isEmpty() && System.nanoTime() - deadline < 0) {
        try {
          lock.wait(TICK.toMillis());
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    box.close();
  }
}
