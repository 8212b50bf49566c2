package org.iccm.api.testing;

import org.iccm.api.application.TestSuite;

/**
 * Runs tests on candidate files, confined. Thread-safe; an interrupt ends a run within a second
 * with {@link org.iccm.api.error.CancelledException}.
 *
 * @since 0.1.0
 */
public interface TestRunner extends AutoCloseable {
  /**
   * Describes the runner.
   *
   * @return the card
   */
  RunnerCard card();

  /**
   * Makes a suite ready. Idempotent.
   *
   * @param suite the suite
   * @param environment what it needs
   * @return the prepared suite
   * @throws org.iccm.api.error.RunnerException if the host cannot run it; it says what to install
   */
  PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment);

  /**
   * Runs a suite. A failure of the sandbox is outcome {@link RunOutcome#INFRASTRUCTURE}, never a
   * failed test.
   *
   * @param run what to run
   * @return the report
   */
  TestReport run(TestRun run);

  /** Ends runs in flight and frees everything. Idempotent. */
  @Override
  default void close() {}
}
