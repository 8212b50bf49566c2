package org.iccm.harness.auto;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.LanguageRunners;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Uses the first sandbox that works on this host and lacks no limit, found at the first call; the
 * next one is never taken silently. Thread-safe.
 */
final class AutoRunner implements TestRunner {
  private static final Logger LOG = LoggerFactory.getLogger(AutoRunner.class);
  private final List<Supplier<LanguageRunners>> candidates;
  private final ReentrantLock choosing = new ReentrantLock();
  private volatile @Nullable LanguageRunners chosen;
  private volatile @Nullable LanguageRunners trying;
  private volatile String choice = "";
  private volatile boolean closed;

  /**
   * Makes nothing yet.
   *
   * @param candidates makers, best first
   */
  AutoRunner(List<Supplier<LanguageRunners>> candidates) {
    this.candidates = List.copyOf(candidates);
  }

  private LanguageRunners chosen() {
    if (closed) {
      throw new IllegalStateException("runner auto is closed");
    }
    LanguageRunners known = chosen;
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

  private LanguageRunners choose() {
    List<String> reasons = new ArrayList<>();
    for (Supplier<LanguageRunners> candidate : candidates) {
      LanguageRunners runner = candidate.get();
      trying = runner;
      try {
        if (closed) {
          throw new IllegalStateException("runner auto is closed");
        }
        RunnerCard card = runner.card();
        List<String> refused = card.refusedLimits();
        if (!refused.isEmpty()) {
          throw new RunnerException(
              card.name(),
              false,
              card.name() + " enforces no limit of " + String.join(", ", refused) + " here");
        }
        choice = explain(card, reasons);
        chosen = runner;
        if (reasons.isEmpty()) {
          LOG.info("{}", choice);
        } else {
          LOG.warn("{}", choice);
        }
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
            + String.join(". ", reasons)
            + ". './doctor' looks closer");
  }

  /** What it took, what that does not hold fully, and why it is not the one before. */
  private static String explain(RunnerCard card, List<String> reasons) {
    List<String> open =
        card.limits().entrySet().stream()
            .filter(e -> e.getValue() != LimitState.ENFORCED)
            .map(e -> e.getKey() + " " + e.getValue())
            .toList();
    return "runner auto took "
        + card.name()
        + " ("
        + (open.isEmpty() ? "all limits ENFORCED" : "not ENFORCED: " + String.join(", ", open))
        + ")"
        + (reasons.isEmpty() ? ", its first choice" : ", because " + String.join("; ", reasons));
  }

  @Override
  public RunnerCard card() {
    return chosen().card().toBuilder().choice(choice).build();
  }

  @Override
  public RunnerCard card(PreparedSuite suite) {
    return chosen().card(suite).toBuilder().choice(choice).build();
  }

  @Override
  public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
    return chosen().prepare(suite, environment);
  }

  @Override
  public Set<IsolationMode> isolationModes(PreparedSuite suite) {
    return chosen().isolationModes(suite);
  }

  @Override
  public boolean describesAll(PreparedSuite suite) {
    return chosen().describesAll(suite);
  }

  @Override
  public PreparedSuite describe(PreparedSuite suite, List<SourceFile> original) {
    return chosen().describe(suite, original);
  }

  @Override
  public TestReport run(TestRun run) {
    LanguageRunners runner;
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
  public Optional<Reach> reach(TestRun original, List<CodeUnit> units) {
    return chosen().reach(original, units);
  }

  @Override
  public void close() {
    closed = true;
    LanguageRunners pending = trying;
    if (pending != null) {
      pending.close();
    }
    choosing.lock();
    try {
      LanguageRunners known = chosen;
      if (known != null) {
        known.close();
      }
    } finally {
      choosing.unlock();
    }
  }
}
