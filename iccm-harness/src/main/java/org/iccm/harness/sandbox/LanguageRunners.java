package org.iccm.harness.sandbox;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.jspecify.annotations.Nullable;

/**
 * One sandbox for each language, by the same means; that for Java is made when the first suite in
 * Java comes. The card is that of the sandbox for Python. Thread-safe.
 *
 * @since 0.1.0
 */
public final class LanguageRunners implements TestRunner {
  private final SandboxRunner python;
  private final Supplier<SandboxRunner> java;
  private final Object lock = new Object();
  private @Nullable SandboxRunner made;
  private boolean closed;

  /**
   * Makes nothing yet.
   *
   * @param python for Python, and for languages that nobody runs; closed with this
   * @param java makes one for Java; closed with this
   */
  public LanguageRunners(SandboxRunner python, Supplier<SandboxRunner> java) {
    this.python = python;
    this.java = java;
  }

  private SandboxRunner of(String language) {
    if (!language.equals(JavaToolchain.LANGUAGE)) {
      return python;
    }
    synchronized (lock) {
      if (closed) {
        throw new IllegalStateException("the runner is closed");
      }
      SandboxRunner known = made;
      if (known == null) {
        known = java.get();
        made = known;
      }
      return known;
    }
  }

  /**
   * Makes sure, by a real probe, that this host can confine Python.
   *
   * @throws org.iccm.api.error.RunnerException if it cannot; it says what to install
   */
  public void check() {
    python.check();
  }

  @Override
  public RunnerCard card() {
    return python.card();
  }

  @Override
  public RunnerCard card(PreparedSuite suite) {
    return of(suite.suite().language()).card();
  }

  @Override
  public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
    return of(suite.language()).prepare(suite, environment);
  }

  @Override
  public Set<IsolationMode> isolationModes(PreparedSuite suite) {
    return of(suite.suite().language()).isolationModes(suite);
  }

  @Override
  public boolean describesAll(PreparedSuite suite) {
    return of(suite.suite().language()).describesAll(suite);
  }

  @Override
  public PreparedSuite describe(PreparedSuite suite, List<SourceFile> original) {
    return of(suite.suite().language()).describe(suite, original);
  }

  @Override
  public TestReport run(TestRun run) {
    return of(run.suite().suite().language()).run(run);
  }

  @Override
  public Optional<Reach> reach(TestRun original, List<CodeUnit> units) {
    return of(original.suite().suite().language()).reach(original, units);
  }

  @Override
  public void close() {
    SandboxRunner other;
    synchronized (lock) {
      closed = true;
      other = made;
    }
    try {
      if (other != null) {
        other.close();
      }
    } finally {
      python.close();
    }
  }
}
