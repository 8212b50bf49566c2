package org.iccm.harness.sandbox;

import java.util.concurrent.locks.ReentrantLock;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.sandbox.Flights.Flight;
import org.jspecify.annotations.Nullable;

/**
 * What a sandbox is on this host, found by one real probe and known from then on. Thread-safe.
 *
 * @param facts of the box, read back inside
 * @param environment what is inside
 */
record Readiness(Box.Facts facts, Environment environment) {
  /** Finds it; until it has, each caller waits, and tries again what has failed. */
  static final class Probing {
    private final Box box;
    private final Toolchain toolchain;
    private final Executions executions;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable Readiness known;

    Probing(Box box, Toolchain toolchain, Executions executions) {
      this.box = box;
      this.toolchain = toolchain;
      this.executions = executions;
    }

    /**
     * What is known, or a probe.
     *
     * @throws RunnerException if this host cannot confine, or something is missing inside
     */
    Readiness get(Flight flight) throws InterruptedException {
      Readiness r = known;
      if (r != null) {
        return r;
      }
      lock.lockInterruptibly();
      try {
        r = known;
        if (r == null) {
          r = probe(flight);
          known = r;
        }
        return r;
      } finally {
        lock.unlock();
      }
    }

    private Readiness probe(Flight flight) throws InterruptedException {
      WindowsSubsystem.refuseFirst(box.name());
      Box.Facts facts = box.check();
      String secret = executions.secret();
      RunRecord record = new RunRecord(secret);
      Job job = toolchain.probe(facts, secret);
      String printed = executions.ask(job, record, flight);
      String answer =
          record
              .parentEnd()
              .map(Object::toString)
              .orElseThrow(
                  () ->
                      new RunnerException(
                          box.name(),
                          true,
                          box.name() + " does not work on this host: " + printed));
      Environment environment = toolchain.environment(box.name(), answer);
      return new Readiness(ReadBack.confirm(facts, answer, job.limits()), environment);
    }
  }
}
