package org.iccm.api.testing;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.application.CodeUnit;
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
   * Describes what runs a suite, where a runner has sandboxes of several kinds: not all hold the
   * same.
   *
   * @param suite a prepared suite
   * @return the card of its sandbox; {@link #card()} unless overridden
   */
  default RunnerCard card(PreparedSuite suite) {
    return card();
  }

  /**
   * Makes a suite ready. Idempotent.
   *
   * @param suite the suite
   * @param environment what it needs
   * @return the prepared suite
   * @throws org.iccm.api.error.RunnerException if the host cannot run it; it says what to install
   * @throws org.iccm.api.error.ApplicationException if packages that the suite brings are missing
   *     or refused
   */
  PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment);

  /**
   * How runs of a suite can be kept apart from their tests: where it is not the same for all
   * languages, fewer than the card says.
   *
   * @param suite a prepared suite
   * @return at least one mode; those of the card, unless overridden
   */
  default Set<IsolationMode> isolationModes(PreparedSuite suite) {
    return card().isolationModes();
  }

  /**
   * Whether runs of any mode need a suite from {@link #describe}, because its tests are compiled
   * against the original.
   *
   * @param suite a prepared suite
   * @return false unless overridden
   */
  default boolean describesAll(PreparedSuite suite) {
    return false;
  }

  /**
   * Makes a prepared suite ready for {@link IsolationMode#ISOLATED} runs, where tests and candidate
   * never meet: what tests have to know of the interface (names, kinds, parameters) is taken from
   * the original, as data. Called only on runners that offer the mode, or where {@link
   * #describesAll} says so. Idempotent.
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

  /**
   * Finds out which tests reach which units of an original. Each test runs in a process of its own,
   * so that what tests share is credited to each of them. The original is trusted, so its tests and
   * it are together, whatever isolation the run names.
   *
   * @param original the run of the original: its files, the tests to look at (none means whatever
   *     is collected), and a time limit that each of them has for itself, more where noting takes
   *     time
   * @param units the original's units, as {@link
   *     org.iccm.api.application.LanguageSupport#units(SourceFile)} gives them
   * @return what reaches what, with a reason for each test of which it is not known; empty if this
   *     runner cannot find out, the default
   * @throws org.iccm.api.error.RunnerException if the sandbox fails
   */
  default Optional<Reach> reach(TestRun original, List<CodeUnit> units) {
    return Optional.empty();
  }

  /** Ends runs in flight and frees everything. Idempotent. */
  @Override
  default void close() {}
}
