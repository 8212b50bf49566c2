package org.iccm.api.testing;

import java.util.List;
import org.iccm.api.application.SourceFile;
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
   * Makes a prepared suite ready for {@link IsolationMode#ISOLATED} runs, where tests and candidate
   * never meet: what tests have to know of the interface (names, kinds, parameters) is taken from
   * the original, as data. Called only on runners that offer the mode. Idempotent.
   *
   * @param suite a suite that {@link #prepare} gave
   * @param original the application's sources
   * @return the suite with {@link PreparedSuite#description()} set and a digest that covers it; as
   *     it is by default
   * @throws org.iccm.api.error.RunnerException if the sandbox fails
   */
  default PreparedSuite describe(PreparedSuite suite, List<SourceFile> original) {
    return suite;
  }

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
