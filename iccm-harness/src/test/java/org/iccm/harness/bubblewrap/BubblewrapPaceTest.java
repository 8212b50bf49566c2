package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SandboxRunner;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("sandbox")
class BubblewrapPaceTest {
  private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();
  private static final int CALLERS = 4 * PROCESSORS;

  /** The card's concurrency after many runs by many callers. */
  private static int after(int runs, String body) throws Exception {
    TestSuite suite =
        TestSuite.builder(
                "pace",
                "python",
                List.of(
                    new SourceFile(
                        "test_app.py",
                        "import app\n\n\ndef test_work():\n    assert app.work() == 1\n")))
            .build();
    List<SourceFile> files = List.of(new SourceFile("app.py", body));
    ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
    try (TestRunner runner =
        new SandboxRunner(
            BubblewrapRunnerProvider.box(
                Optional.empty(), "bwrap", CALLERS, BubblewrapContractTest.cache()))) {
      PreparedSuite prepared = runner.prepare(suite, EnvironmentSpec.builder("python").build());
      assertThat(runner.card().concurrency()).isEqualTo(PROCESSORS + 1);
      List<Future<RunOutcome>> all = new ArrayList<>();
      for (int i = 0; i < runs; i++) {
        all.add(
            threads.submit(
                () ->
                    runner
                        .run(
                            TestRun.builder(prepared, files)
                                .timeLimit(Duration.ofSeconds(30))
                                .build())
                        .outcome()));
      }
      for (Future<RunOutcome> one : all) {
        assertThat(one.get()).isEqualTo(RunOutcome.COMPLETED);
      }
      return runner.card().concurrency();
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("runs that need a processor are not started in any number")
  void busy() throws Exception {
    int found =
        after(
            30 * PROCESSORS,
            """
            import time

            def work():
                while time.process_time() < .1:
                    pass
                return 1
            """);
    assertThat(found).isBetween(1, 3 * PROCESSORS);
  }
}
