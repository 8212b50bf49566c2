package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.sandbox.Flights.Flight;

/**
 * Runs jobs in slots of a box: as many at once as is worth it, and again, alone, those that may
 * have been late only because of others. Thread-safe.
 */
final class Executions {
  private static final Duration START_UP = Duration.ofSeconds(65);

  private static final Set<RunOutcome> HARMLESS =
      Set.of(RunOutcome.COMPLETED, RunOutcome.CANDIDATE_BROKEN);

  private static final String KNOWN_SECRET = "0";
  private static final int TALK_BYTES = 1 << 16;

  private final Box box;
  private final Driver driver;
  private final Toolchain toolchain;
  private final Descriptions descriptions;
  private final Set<Safeguard> off;
  private final Flights flights;
  private final SecureRandom random = new SecureRandom();
  private final Others others;
  private final Entrance entrance;
  private volatile Duration startUp = START_UP;

  /**
   * A run to its end.
   *
   * @param report what it gave
   * @param spentItsTime whether it was over a limit of processor time, which load does not change
   * @param record all that it said
   */
  record Attempt(TestReport report, boolean spentItsTime, RunRecord record) {}

  Executions(
      Box box,
      Driver driver,
      Toolchain toolchain,
      Descriptions descriptions,
      Set<Safeguard> off,
      Flights flights) {
    this.box = box;
    this.driver = driver;
    this.toolchain = toolchain;
    this.descriptions = descriptions;
    this.off = off;
    this.flights = flights;
    this.others = new Others(flights);
    int most = box.concurrency();
    // one more than processors: each waits for itself now and then
    int first = Math.min(most, 1 + Runtime.getRuntime().availableProcessors());
    this.entrance = new Entrance(new Pace(first, most), new FreeMemory());
  }

  /** For the driver to come up, beside the time limit. */
  void startUp(Duration time) {
    startUp = time;
  }

  /** Runs at once for now, at least 1. */
  int limit() {
    return entrance.limit();
  }

  /** What nobody in a sandbox can know beforehand, in hexadecimal digits. */
  String secret() {
    if (off.contains(Safeguard.SECRET)) {
      return KNOWN_SECRET;
    }
    byte[] bytes = new byte[24];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  /**
   * A job that answers a question, without a time limit of its own.
   *
   * @param report gets the answer
   * @return what it printed
   */
  String ask(Job job, ByteSink report, Flight flight) throws InterruptedException {
    BoundedOutput output = new BoundedOutput(TALK_BYTES);
    try (Box.Slot slot = box.open(job, () -> flight.cancelled)) {
      Ending.of(slot, job, report, output, startUp, flights, flight);
    }
    return output.text().strip();
  }

  /** A run of tests, repeated if it was late. */
  TestReport run(
      TestRun run, CandidateFiles candidate, Packages.Brought brought, Readiness r, Flight flight)
      throws InterruptedException {
    Others.Work<Attempt> work = () -> attempt(run, candidate, brought, r, flight);
    Attempt first = others.among(flight, work);
    if (first.report.outcome() != RunOutcome.TIMEOUT || first.spentItsTime) {
      return first.report;
    }
    // it waited, perhaps for a processor that others had: alone it has no such excuse
    return others.alone(flight, work).report;
  }

  /** A run of tests, once. */
  Attempt attempt(
      TestRun run, CandidateFiles candidate, Packages.Brought brought, Readiness r, Flight flight)
      throws InterruptedException {
    String secret = secret();
    boolean isolated = run.isolation() == IsolationMode.ISOLATED;
    List<String> canaries =
        off.contains(Safeguard.CANARIES) || isolated ? List.of() : toolchain.canaries(run, random);
    Job job =
        brought.with(
            isolated && !off.contains(Safeguard.DATA_BOUNDARY)
                ? driver.isolated(run, candidate, descriptions.read(run.suite()), r.facts(), secret)
                : toolchain.run(run, candidate, r.facts(), secret, canaries));
    RunRecord record = new RunRecord(secret, off, canaries);
    return inside(job, record, flight, () -> judged(run, job, record, candidate, r, flight));
  }

  /** The original's tests, with what they run. */
  ReachMeasure.Traced traced(Job job, Flight flight) throws InterruptedException {
    RunRecord record = new RunRecord(job.secret());
    return others.among(
        flight, () -> inside(job, record, flight, () -> traced(job, record, flight)));
  }

  /** Waits until one more may begin. */
  private <T> T inside(Job job, RunRecord record, Flight flight, Others.Work<T> work)
      throws InterruptedException {
    if (!entrance.enter(job.limits().memoryBytes(), () -> flight.cancelled)) {
      throw flights.cancelled();
    }
    try {
      return work.done();
    } finally {
      entrance.leave(record.parentEnd());
    }
  }

  private Attempt judged(
      TestRun run, Job job, RunRecord record, CandidateFiles candidate, Readiness r, Flight flight)
      throws InterruptedException {
    long kept = job.limits().outputBytes() * (off.contains(Safeguard.OUTPUT) ? 64 : 1);
    BoundedOutput output = new BoundedOutput(kept, off);
    Duration most = run.timeLimit().multipliedBy(2).plus(startUp);
    try (Box.Slot slot = box.open(job, () -> flight.cancelled)) {
      Ending ending = Ending.of(slot, job, record, output, most, flights, flight);
      TestReport report =
          new Verdict(
                  record,
                  run.testIds(),
                  ending.outOfMemory(),
                  ending.overdue(),
                  r.facts().ownMemoryLimit(),
                  output.text(),
                  candidate.note(),
                  off)
              .report().toBuilder().isolation(run.isolation()).build();
      if (!HARMLESS.contains(report.outcome())) {
        slot.spoil();
      }
      boolean spent = record.parentEnd().map(e -> e.path("cpuLimit").asBoolean()).orElse(false);
      return new Attempt(report, spent, record);
    }
  }

  private ReachMeasure.Traced traced(Job job, RunRecord record, Flight flight)
      throws InterruptedException {
    BoundedOutput output = new BoundedOutput(job.limits().outputBytes());
    try (Box.Slot slot = box.open(job, () -> flight.cancelled)) {
      double seconds = job.orders().get("seconds") instanceof Number n ? n.doubleValue() : 0;
      Duration most = Duration.ofMillis((long) (2000 * seconds));
      Ending ending = Ending.of(slot, job, record, output, most.plus(startUp), flights, flight);
      JsonNode end = record.parentEnd().orElse(null);
      if (ending.outOfMemory()
          || end == null
          || end.path("timeout").asBoolean()
          || end.path("memory").asBoolean()) {
        slot.spoil();
      }
      return new ReachMeasure.Traced(record, ending.outOfMemory(), output.text());
    }
  }
}
