package org.iccm.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.CancelledException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.junit.jupiter.api.Test;

/** The contract finds each of these faults, and blames nothing else. */
class TestRunnerContractFindsTest {
  /** A sound runner to break: by its script, or by what is put around it. */
  abstract static class Broken extends ScriptedTestRunnerContractTest {
    ScriptedTestRunner.Builder script(ScriptedTestRunner.Builder honest) {
      return honest;
    }

    TestRunner spoil(TestRunner sound) {
      return sound;
    }

    @Override
    protected TestRunner newRunner() {
      return spoil(script(honest()).isolationModes(EnumSet.allOf(IsolationMode.class)).build());
    }

    @Override
    protected Duration patience() {
      return Duration.ofSeconds(8);
    }
  }

  /** Passes everything on. */
  static class Wrapper implements TestRunner {
    final TestRunner sound;

    Wrapper(TestRunner sound) {
      this.sound = sound;
    }

    @Override
    public RunnerCard card() {
      return sound.card();
    }

    @Override
    public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
      return sound.prepare(suite, environment);
    }

    @Override
    public TestReport run(TestRun run) {
      return sound.run(run);
    }

    @Override
    public Optional<Reach> reach(TestRun original, List<CodeUnit> units) {
      return sound.reach(original, units);
    }

    @Override
    public void close() {
      sound.close();
    }
  }

  static class CreditsEveryTest extends Broken {
    @Override
    TestRunner spoil(TestRunner sound) {
      return new Wrapper(sound) {
        @Override
        public Optional<Reach> reach(TestRun original, List<CodeUnit> units) {
          return super.reach(original, units)
              .map(
                  r -> {
                    Reach.Builder all = r.toBuilder();
                    r.measured().forEach(t -> all.test(t, r.units(), List.of()));
                    return all.build();
                  });
        }
      };
    }
  }

  @Test
  void aTestThatIsCreditedWithWhatItDoesNotReach() {
    assertThat(Verdict.failedTests(CreditsEveryTest.class)).containsExactly("Reaching.reach");
  }

  static class EverythingPasses extends Broken {
    @Override
    ScriptedTestRunner.Builder script(ScriptedTestRunner.Builder honest) {
      return ScriptedTestRunner.builder()
          .neverEnds(Candidates.BUSY)
          .otherwise(run -> ScriptedTestRunner.passing(run, id -> true));
    }
  }

  @Test
  void aRunnerThatPassesEverything() {
    assertThat(Verdict.failedTests(EverythingPasses.class))
        .containsExactly(
            "Broken.empty",
            "Broken.nameMissing",
            "Broken.syntaxError",
            "Reports.errorsAndSkips",
            "Reports.exceptions",
            "Reports.failures",
            "Tricks.conftest",
            "Tricks.exit",
            "severalAtOnce");
  }

  static class BlamesSandbox extends Broken {
    @Override
    ScriptedTestRunner.Builder script(ScriptedTestRunner.Builder honest) {
      return honest
          .candidate(
              Candidates.EXITS, run -> ScriptedTestRunner.ended(run, RunOutcome.INFRASTRUCTURE))
          .candidate(
              Candidates.SYNTAX_ERROR,
              run -> ScriptedTestRunner.ended(run, RunOutcome.INFRASTRUCTURE));
    }
  }

  @Test
  void aCandidatesFaultThatIsPutOnTheSandbox() {
    assertThat(Verdict.failedTests(BlamesSandbox.class))
        .containsExactly("Broken.syntaxError", "Tricks.exit");
  }

  static class ForgedByConftest extends Broken {
    @Override
    ScriptedTestRunner.Builder script(ScriptedTestRunner.Builder honest) {
      return honest.passes(Candidates.FORGES);
    }
  }

  @Test
  void aForgedReport() {
    assertThat(Verdict.failedTests(ForgedByConftest.class)).containsExactly("Tricks.conftest");
  }

  static class DropsMissing extends Broken {
    @Override
    TestRunner spoil(TestRunner sound) {
      return new Wrapper(sound) {
        @Override
        public TestReport run(TestRun run) {
          TestReport report = super.run(run);
          List<TestResult> kept = new ArrayList<>(report.results());
          kept.removeIf(r -> r.status() == TestStatus.MISSING);
          return report.toBuilder().results(kept).build();
        }
      };
    }
  }

  @Test
  void aMissingTestThatIsNotTold() {
    assertThat(Verdict.failedTests(DropsMissing.class)).containsExactly("Reports.missing");
  }

  static class RunsAll extends Broken {
    @Override
    TestRunner spoil(TestRunner sound) {
      return new Wrapper(sound) {
        @Override
        public TestReport run(TestRun run) {
          List<TestId> all = ScriptedTestRunner.testsOf(run.suite().suite());
          boolean some = all.containsAll(run.testIds());
          return super.run(some ? run.toBuilder().testIds(all).build() : run);
        }
      };
    }
  }

  @Test
  void testsThatWereNotAskedFor() {
    assertThat(Verdict.failedTests(RunsAll.class)).containsExactly("Reports.whatIsNamed");
  }

  static class NoTimeLimit extends Broken {
    @Override
    TestRunner spoil(TestRunner sound) {
      return new Wrapper(sound) {
        @Override
        public TestReport run(TestRun run) {
          return super.run(run.toBuilder().timeLimit(Duration.ofSeconds(40)).build());
        }
      };
    }
  }

  @Test
  void aTimeLimitThatIsNotKept() {
    assertThat(Verdict.failedTests(NoTimeLimit.class)).containsExactly("Limits.time");
  }

  static class KeepsAllOutput extends Broken {
    @Override
    TestRunner spoil(TestRunner sound) {
      return new Wrapper(sound) {
        @Override
        public TestReport run(TestRun run) {
          return super.run(run).toBuilder().output("jam ".repeat(1 << 18)).build();
        }
      };
    }
  }

  @Test
  void outputWithoutBound() {
    assertThat(Verdict.failedTests(KeepsAllOutput.class)).containsExactly("Limits.output");
  }

  static class OneMode extends Broken {
    @Override
    TestRunner spoil(TestRunner sound) {
      return new Wrapper(sound) {
        @Override
        public RunnerCard card() {
          return super.card().toBuilder()
              .isolationModes(EnumSet.of(IsolationMode.IN_PROCESS))
              .build();
        }
      };
    }
  }

  @Test
  void anIsolationThatItDoesNotHave() {
    assertThat(Verdict.failedTests(OneMode.class)).containsExactly("Isolation.modes");
  }

  static class InterruptAsFailure extends Broken {
    @Override
    TestRunner spoil(TestRunner sound) {
      return new Wrapper(sound) {
        @Override
        public TestReport run(TestRun run) {
          try {
            return super.run(run);
          } catch (CancelledException e) {
            return ScriptedTestRunner.ended(run, RunOutcome.CANDIDATE_BROKEN);
          }
        }
      };
    }
  }

  @Test
  void anInterruptThatIsScored() {
    assertThat(Verdict.failedTests(InterruptAsFailure.class))
        .containsExactly("Ending.closed", "Ending.interrupted");
  }

  static class NeverCloses extends Broken {
    @Override
    TestRunner spoil(TestRunner sound) {
      return new Wrapper(sound) {
        @Override
        public void close() {}
      };
    }
  }

  @Test
  void aCloseThatDoesNothing() {
    assertThat(Verdict.failedTests(NeverCloses.class))
        .containsExactly("Closing.refuses", "Ending.closed");
  }

  static class NewDigestEachTime extends Broken {
    private static final java.util.concurrent.atomic.AtomicInteger MADE =
        new java.util.concurrent.atomic.AtomicInteger();

    @Override
    ScriptedTestRunner.Builder script(ScriptedTestRunner.Builder honest) {
      return honest.environmentDigest("environment " + MADE.incrementAndGet());
    }
  }

  @Test
  void anEnvironmentThatIsNeverTheSame() {
    assertThat(Verdict.failedTests(NewDigestEachTime.class))
        .containsExactly("Card.completely", "Preparation.again");
  }
}
