package org.iccm.harness.auto;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SandboxRunner;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uses the first sandbox that works on this host, found at the first call. Thread-safe. */
final class AutoRunner implements TestRunner {
  private static final Logger LOG = LoggerFactory.getLogger(AutoRunner.class);
  private final List<Supplier<SandboxRunner>> candidates;
  private final ReentrantLock choosing = new ReentrantLock();
  private volatile @Nullable SandboxRunner chosen;
  private volatile @Nullable SandboxRunner trying;
  private volatile boolean closed;

  /**
   * Makes nothing yet.
   *
   * @param candidates makers, best first
   */
  AutoRunner(List<Supplier<SandboxRunner>> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  private SandboxRunner chosen() {
    if (closed) {
      throw new IllegalStateException("runner auto is closed");
    }
    SandboxRunner known = chosen;
    if (known != null) {
      return known;
    }
    try {
      choosing.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("choosing a sandbox was interrupted", e);
    }
    try {
      known = chosen;
      return known == null ? choose() : known;
    } finally {
      choosing.unlock();
    }
  }

  private SandboxRunner choose() {
    List<String> reasons = new ArrayList<>();
    for (Supplier<SandboxRunner> candidate : candidates) {
      SandboxRunner runner = candidate.get();
      trying = runner;
      try {
        if (closed) {
          throw new IllegalStateException("runner auto is closed");
        }
        runner.check();
        chosen = runner;
        reasons.forEach(r -> LOG.info("not used: {}", r));
        return runner;
      } catch (RunnerException e) {
        runner.close();
        reasons.add(String.valueOf(e.getMessage()));
      } catch (RuntimeException e) {
        runner.close();
        throw e;
      } finally {
        trying = null;
      }
    }
    throw new RunnerException(
        "auto",
        false,
        "no sandbox works on this host, and code never runs without one. "
            + String.join(". ", reasons));
  }

  @Override
  public RunnerCard card() {
    return chosen().card();
  }

  @Override
  public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
    return chosen().prepare(suite, environment);
  }

  @Override
  public TestReport run(TestRun run) {
    SandboxRunner runner;
    try {
      runner = chosen();
    } catch (RunnerException e) {
      return TestReport.builder(RunOutcome.INFRASTRUCTURE)
          .detail(String.valueOf(e.getMessage()))
          .build();
    }
    return runner.run(run);
  }

  @Override
  public void close() {
    closed = true;
    SandboxRunner pending = trying;
    if (pending != null) {
      pending.close();
    }
    choosing.lock();
    try {
      SandboxRunner known = chosen;
      if (known != null) {
        known.close();
      }
    } finally {
      choosing.unlock();
    }
  }
}
