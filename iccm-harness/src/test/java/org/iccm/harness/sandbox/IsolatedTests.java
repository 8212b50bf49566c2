package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.dataset.ApplicationReader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tests and candidate in processes and users apart; the runner offers that mode. */
public abstract class IsolatedTests extends Sandboxed {
  private static final int ELIGIBLE = 12;
  private static final String SMALL =
      """
      import app


      def test_sum():
          assert app.total([1, 2]) == 3


      def test_other():
          assert app.total([]) == 0


      def test_error():
          import pytest
          with pytest.raises(ValueError):
              app.total(None)
      """;
  private static final String ORIGINAL =
      """
      def total(values):
          if values is None:
              raise ValueError("no values")
          return sum(values)
      """;

  private TestReport run(PreparedSuite suite, List<SourceFile> files, IsolationMode isolation) {
    return runner()
        .run(
            TestRun.builder(suite, files)
                .timeLimit(Duration.ofSeconds(4))
                .isolation(isolation)
                .build());
  }

  protected static Map<String, TestStatus> verdicts(TestReport report) {
    return report.results().stream()
        .collect(Collectors.toMap(r -> r.id().value(), TestResult::status));
  }

  private PreparedSuite small() {
    TestSuite suite =
        TestSuite.builder("small", "python", List.of(new SourceFile("test_app.py", SMALL))).build();
    return runner()
        .describe(
            runner().prepare(suite, EnvironmentSpec.builder("python").build()),
            List.of(new SourceFile("app.py", ORIGINAL)));
  }

  protected TestReport small(String candidate) {
    return run(small(), List.of(new SourceFile("app.py", candidate)), IsolationMode.ISOLATED);
  }

  @Test
  @DisplayName("the originals of all bundled applications pass the same tests")
  void originals() {
    List<Application> apps =
        ApplicationReader.standard().readAll(Path.of("../iccm-examples/applications")).stream()
            .filter(app -> app.suite().language().equals("python"))
            .toList();
    List<String> others = new ArrayList<>();
    for (Application app : apps) {
      PreparedSuite together =
          runner().prepare(app.suite(), EnvironmentSpec.builder("python").build());
      PreparedSuite apart = runner().describe(together, app.view().sources());
      assertThat(apart.environmentDigest()).isNotEqualTo(together.environmentDigest());
      TestReport one = run(together, app.view().sources(), IsolationMode.IN_PROCESS);
      TestReport other = run(apart, app.view().sources(), IsolationMode.ISOLATED);
      if (!verdicts(one).equals(verdicts(other))) {
        others.add(app.id() + ": " + other.outcome() + " " + other.detail());
      } else {
        assertThat(other.isolation()).isEqualTo(IsolationMode.ISOLATED);
        assertThat(verdicts(other).values()).containsOnly(TestStatus.PASSED);
      }
    }
    assertThat(others).isEmpty();
    assertThat(apps).hasSizeGreaterThanOrEqualTo(ELIGIBLE);
  }

  @Test
  @DisplayName("a wrong candidate fails where it is wrong")
  void wrong() {
    TestReport report = small("def total(values):\n    return 3\n");
    assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(verdicts(report))
        .containsEntry("test_app.py::test_sum", TestStatus.PASSED)
        .containsEntry("test_app.py::test_other", TestStatus.FAILED)
        .containsEntry("test_app.py::test_error", TestStatus.FAILED);
  }

  @Test
  @DisplayName("an object that equals everything equals nothing")
  void alwaysEqual() {
    TestReport report =
        small(
            """
            class Yes:
                def __eq__(self, other):
                    return True
                def __hash__(self):
                    return 0

            def total(values):
                return Yes()
            """);
    assertThat(verdicts(report).values()).doesNotContain(TestStatus.PASSED);
  }

  @Test
  @DisplayName("the suite is not there to be read, nor in memory")
  void hidden() {
    TestReport report =
        small(
            """
            import gc, os, sys

            def total(values):
                names = [n for _, _, files in os.walk("/work") for n in files]
                seen = [m for m in sys.modules if "test_app" in m]
                held = [o for o in gc.get_objects() if isinstance(o, str) and "test_sum" in o]
                return 3 if any("test_app" in n for n in names) or seen or held else -1
            """);
    assertThat(verdicts(report)).containsEntry("test_app.py::test_sum", TestStatus.FAILED);
  }

  @Test
  @DisplayName("the tests' process can be neither read nor signalled nor slowed down")
  void unreachable() {
    TestReport report =
        small(
            """
            import os

            def total(values):
                reached = []
                for pid in filter(str.isdigit, os.listdir("/proc")):
                    if int(pid) == os.getpid():
                        continue
                    for name in ("mem", "environ", "maps", "stack", "syscall", "fd", "cwd", "root"):
                        path = "/proc/%s/%s" % (pid, name)
                        try:
                            if name == "fd":
                                os.listdir(path)
                            elif os.path.islink(path):
                                os.readlink(path)
                            else:
                                with open(path, "rb") as f:
                                    f.read(1)
                            reached.append(path)
                        except OSError:
                            pass
                    # the first process of its own namespace may be the same user
                    if int(pid) != 1:
                        for action in (lambda: os.kill(int(pid), 0), lambda: os.setpriority(0, int(pid), 19)):
                            try:
                                action()
                                reached.append("did something to " + pid)
                            except OSError:
                                pass
                for place in ("/work/iccm_suite", "/work/kept"):
                    try:
                        reached += os.listdir(place)
                    except OSError:
                        pass
                if reached:
                    print(reached)
                return 3 if reached else -1
            """);
    assertThat(verdicts(report))
        .as(report.toString())
        .containsEntry("test_app.py::test_sum", TestStatus.FAILED);
  }

  @Test
  @DisplayName(
      "the candidate's sources are not there for the tests' process, which would run them as itself")
  void sourcesApart() {
    String suite =
        """
        import os
        import app


        def test_source():
            assert app.total([1, 2]) == 3
            found = []
            for place in ("/work/src", "/work/src/app.py"):
                try:
                    found += os.listdir(place) if os.path.isdir(place) else open(place).readlines()
                except OSError:
                    pass
            assert found == []
        """;
    TestReport report =
        run(
            runner()
                .describe(
                    runner()
                        .prepare(
                            TestSuite.builder(
                                    "source",
                                    "python",
                                    List.of(new SourceFile("test_app.py", suite)))
                                .build(),
                            EnvironmentSpec.builder("python").build()),
                    List.of(new SourceFile("app.py", ORIGINAL))),
            List.of(new SourceFile("app.py", ORIGINAL)),
            IsolationMode.ISOLATED);
    assertThat(verdicts(report))
        .as(report.toString())
        .containsEntry("test_app.py::test_source", TestStatus.PASSED);
  }

  @Test
  @DisplayName("a candidate that ends or hangs harms itself alone, and the next run is well")
  void endings() {
    assertThat(verdicts(small("import os\ndef total(v):\n    os._exit(0)\n")).values())
        .doesNotContain(TestStatus.PASSED);
    assertThat(small("def total(v):\n    while True: pass\n").outcome())
        .isEqualTo(RunOutcome.TIMEOUT);
    TestReport well = small(ORIGINAL);
    assertThat(well.outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(verdicts(well).values()).containsOnly(TestStatus.PASSED).hasSize(3);
  }

  @Test
  @DisplayName("a suite that was not described is refused")
  void undescribed() {
    TestSuite suite =
        TestSuite.builder("small", "python", List.of(new SourceFile("test_app.py", SMALL))).build();
    PreparedSuite plain = runner().prepare(suite, EnvironmentSpec.builder("python").build());
    assertThatThrownBy(() -> run(plain, List.of(), IsolationMode.ISOLATED))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("describe()");
  }
}
