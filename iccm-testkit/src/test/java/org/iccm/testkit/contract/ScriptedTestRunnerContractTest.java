package org.iccm.testkit.contract;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestRun;
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
        .neverEnds(Candidates.BUSY)
        .reach(ScriptedTestRunnerContractTest::byName);
  }

  private static Reach byName(TestRun original, List<CodeUnit> units) {
    Reach.Builder reach = Reach.builder(units.stream().map(CodeUnit::id).toList());
    for (TestId test : original.testIds()) {
      if (ScriptedTestRunner.testsOf(original.suite().suite()).contains(test)) {
        List<UnitId> reached =
            units.stream()
                .map(CodeUnit::id)
                .filter(u -> test.value().contains("test_" + u.name() + "_"))
                .toList();
        reach.test(test, reached, List.of());
      } else {
        reach.unknown(test, "there is no such test");
      }
    }
    return reach.build();
  }

  private static boolean right(TestId id) {
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
