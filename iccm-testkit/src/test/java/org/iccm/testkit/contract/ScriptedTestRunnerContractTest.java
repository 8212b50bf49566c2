package org.iccm.testkit.contract;

import java.time.Duration;
import java.util.EnumSet;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.doubles.ScriptedTestRunner;

class ScriptedTestRunnerContractTest extends TestRunnerContract {
  /** A runner whose script says of every candidate of the contract what a real one would see. */
  static ScriptedTestRunner.Builder honest() {
    return ScriptedTestRunner.builder()
        .concurrency(2)
        .candidate(
            Candidates.ORIGINAL,
            run ->
                ScriptedTestRunner.ran(
                    run,
                    id ->
                        id.equals(Candidates.BROKEN_FIXTURE)
                            ? TestStatus.ERROR
                            : id.equals(Candidates.SKIPPED)
                                ? TestStatus.SKIPPED
                                : TestStatus.PASSED))
        .passes(Candidates.TALKS)
        .passes(Candidates.LEAVES_MARK)
        .candidate(Candidates.PARTLY_WRONG, run -> ScriptedTestRunner.passing(run, id -> right(id)))
        .candidate(Candidates.FORGES, run -> ScriptedTestRunner.passing(run, id -> right(id)))
        .candidate(
            Candidates.RAISES,
            run ->
                ScriptedTestRunner.ran(run, id -> right(id) ? TestStatus.PASSED : TestStatus.ERROR))
        .candidate(
            Candidates.EXITS, run -> ScriptedTestRunner.ended(run, RunOutcome.CANDIDATE_BROKEN))
        .neverEnds(Candidates.BUSY);
  }

  private static boolean right(org.iccm.api.application.TestId id) {
    return !id.value().endsWith("test_room_of_two_boards")
        && !id.value().endsWith("test_room_may_be_negative");
  }

  @Override
  protected TestRunner newRunner() {
    return honest().isolationModes(EnumSet.allOf(IsolationMode.class)).build();
  }

  @Override
  protected Duration settle() {
    return Duration.ofMillis(100);
  }
}
