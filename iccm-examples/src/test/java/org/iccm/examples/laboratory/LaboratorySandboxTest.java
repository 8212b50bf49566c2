package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.iccm.api.Iccm;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What the generator says of its programs, against Python in the sandbox. */
@Tag("sandbox")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LaboratorySandboxTest {
  private static final int PROGRAMS_OF_A_SPLIT = 10;

  private final Laboratory lab = Laboratory.of(1);
  private Iccm iccm;
  private TestRunner runner;

  @BeforeAll
  void open(@TempDir Path work) {
    iccm = Iccm.builder().runner("bubblewrap", Map.of()).workDirectory(work).build();
    runner = iccm.runner();
  }

  @AfterAll
  void close() {
    iccm.close();
  }

  @Test
  void bothBuildsPassAndEachChangedFactFailsTheTestsThatWereForetold() throws Exception {
    Set<Family> families = EnumSet.noneOf(Family.class);
    Set<FactKind> kinds = EnumSet.noneOf(FactKind.class);
    ExecutorService threads =
        Executors.newFixedThreadPool(Math.max(1, runner.card().concurrency()));
    int programs = 0;
    try {
      List<Future<?>> running = new ArrayList<>();
      for (LabSplit split : LabSplit.values()) {
        for (LabProgram p :
            lab.programs(split)
                .filter(x -> lab.suite(x).isPresent())
                .limit(PROGRAMS_OF_A_SPLIT)
                .toList()) {
          programs++;
          families.add(p.family());
          p.facts().forEach(f -> kinds.add(f.kind()));
          running.add(threads.submit(() -> check(p)));
        }
      }
      for (Future<?> one : running) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(programs).isEqualTo(60);
    assertThat(families).hasSize(8);
    assertThat(kinds).hasSize(10);
  }

  private void check(LabProgram p) {
    LabSuite suite = lab.suite(p).orElseThrow();
    PreparedSuite prepared =
        runner.prepare(suite.suite("lab-" + p.module()), EnvironmentSpec.builder("python").build());
    List<TestId> ids = suite.tests().stream().map(t -> t.id(p)).toList();
    for (Build build : Build.values()) {
      TestReport report = run(prepared, p.source(build), ids, IsolationMode.IN_PROCESS);
      assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
      assertThat(report.passed())
          .as(p + " " + build + "\n" + p.source(build).text())
          .containsExactlyInAnyOrderElementsOf(ids);
    }
    Set<Integer> facts = new HashSet<>();
    for (FactChange change : suite.changes()) {
      if (!facts.add(change.fact())) {
        continue;
      }
      Build build = Build.values()[change.fact() % 2];
      SourceFile source = change.program().source(build);
      Set<TestId> passed =
          new HashSet<>(run(prepared, source, ids, IsolationMode.IN_PROCESS).passed());
      for (TestGroup group : TestGroup.values()) {
        assertThat(ids.stream().filter(i -> TestGroup.of(i) == group && !passed.contains(i)))
            .as(p + " " + change + "\n" + source.text())
            .hasSizeGreaterThanOrEqualTo(3);
      }
      assertThat(passed)
          .as(p + " " + change + "\n" + source.text())
          .containsExactlyInAnyOrderElementsOf(foretold(p, suite, change));
    }
    assertThat(facts).hasSize(p.facts().size());
  }

  private static List<TestId> foretold(LabProgram p, LabSuite suite, FactChange change) {
    return suite.tests().stream()
        .filter(t -> !t.notices(change.program().run(t.function(), t.input())))
        .map(t -> t.id(p))
        .toList();
  }

  private TestReport run(
      PreparedSuite suite, SourceFile source, List<TestId> ids, IsolationMode mode) {
    return runner.run(
        TestRun.builder(suite, List.of(source))
            .testIds(ids)
            .timeLimit(Duration.ofSeconds(30))
            .isolation(mode)
            .build());
  }

  @Test
  void suitesCanBeRunIsolatedToo() {
    for (LabSplit split : List.of(LabSplit.PHASE3, LabSplit.H3)) {
      for (LabProgram p : lab.programs(split).limit(3).toList()) {
        LabSuite suite = lab.suite(p).orElseThrow();
        SourceFile source = p.source(Build.STATEMENTS);
        PreparedSuite prepared =
            runner.describe(
                runner.prepare(
                    suite.suite("lab-" + p.module()), EnvironmentSpec.builder("python").build()),
                List.of(source));
        List<TestId> ids = suite.tests().stream().map(t -> t.id(p)).toList();
        assertThat(run(prepared, source, ids, IsolationMode.ISOLATED).passed())
            .as(p.toString())
            .containsExactlyInAnyOrderElementsOf(ids);
      }
    }
  }
}
