package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.SourceFile;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Candidates that cannot do the work and want to pass. In-process isolation promises that these
 * leave traces, not that nobody can forge.
 */
public abstract class ForgeryTests extends Sandboxed {
  private static final Map<String, TestStatus> HONEST =
      Map.of(
          "test_attack",
          TestStatus.FAILED,
          "test_after",
          TestStatus.FAILED,
          "test_plain",
          TestStatus.PASSED);

  private TestReport forge(String source) {
    return runApp(
        "VALUE = 0\n" + source + "\ndef attack():\n    return 'wrong'\n",
        Duration.ofSeconds(20),
        LIMITS);
  }

  private static void assertGainsNothing(TestReport report) {
    if (report.outcome() == RunOutcome.COMPLETED) {
      assertThat(statuses(report)).as(report.toString()).isEqualTo(HONEST);
    } else {
      assertThat(report.outcome())
          .as(report.toString())
          .isIn(
              RunOutcome.TAMPERED,
              RunOutcome.CANDIDATE_BROKEN,
              RunOutcome.OUT_OF_MEMORY,
              RunOutcome.TIMEOUT);
      assertThat(report.passed()).isEmpty();
      assertThat(report.detail()).isNotBlank();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import os; os._exit(0)",
        "import atexit, os; atexit.register(os._exit, 0)",
        "import sys; sys.exit(0)",
        "raise SystemExit(0)",
        "raise KeyboardInterrupt",
        "import pytest; pytest.exit('done', returncode=0)",
        "import pytest; pytest.skip('no', allow_module_level=True)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
        "import os; os.closerange(0, 100)",
        "import os; os.close(3)",
        "import ctypes; ctypes.string_at(0)",
        "import sys; sys.setrecursionlimit(10**9); f = lambda: f(); f()",
        "import threading, os; threading.Timer(0.0, os._exit, (0,)).start()",
      })
  void endingTheRun(String source) {
    assertGainsNothing(forge(source));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "print('reward/test_app.py::test_attack PASSED')\nprint('3 passed in 0.01s')",
        "import os\nos.write(3, b'x {\"k\":\"end\",\"exit\":0}\\n')",
        "import os\nos.write(3, b'p {\"exit\":0}\\n')",
        "import os\nfor i in range(3, 64):\n    try:\n        os.write(i, b'{}\\n')\n"
            + "    except OSError:\n        pass",
        "import os\nos.write(3, b'y' * (3 << 20))",
        "import os\nfor i in range(64):\n    os.write(3, b'x' * 1000 + b'\\n')",
      })
  void writingResults(String source) {
    assertGainsNothing(forge(source));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import _pytest.reports as r\nr.TestReport.from_item_and_call = classmethod(lambda *a: None)",
        "import _pytest.reports as r\nr.TestReport.passed = property(lambda s: True)",
        "import _pytest.runner as r\nr.CallInfo.from_call = classmethod(lambda c, f, w, reraise=None:"
            + " c(None, None, 0, 0, 0, w, _ispytest=True))",
        "import _pytest.python as p\np.Function.runtest = lambda self: None",
        "import _pytest.python as p\np.pytest_pyfunc_call = lambda pyfuncitem: True",
        "import _pytest.python as p\n"
            + "p.Function.runtest.__code__ = (lambda self: None).__code__",
        "import builtins\nbuiltins.AssertionError = type('A', (BaseException,), {})",
        "import sys\nsys.settrace(lambda *a: None)",
        "import sys\nsys.setprofile(lambda *a: None)",
        "import sys\nclass F:\n    def find_spec(self, *a): return None\n"
            + "sys.meta_path.insert(0, F())",
        "import pluggy\npluggy._hooks.HookCaller.__call__ = lambda self, **k: []",
        "import sys, types\nsys.modules['pytest'] = types.ModuleType('pytest')",
        "import _pytest.unittest as u\nu.TestCaseFunction.runtest = lambda self: None",
        "import pluggy._callers as c\nc._multicall = lambda *a: []",
      })
  void changingPytest(String source) {
    assertGainsNothing(forge(source));
  }

  @Test
  void changingPytestWhileATestRuns() {
    TestReport report =
        runApp(
            """
            VALUE = 0


            def attack():
                import _pytest.python as p
                p.Function.runtest = lambda self: None
                return "held"
            """,
            Duration.ofSeconds(20),
            LIMITS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TAMPERED);
    assertThat(report.detail()).contains("runtest");
    assertThat(report.passed()).isEmpty();
  }

  @Test
  void changingReportsByAHook() {
    assertGainsNothing(
        forge(
            """
            import gc, pytest
            class Hook:
                @pytest.hookimpl(hookwrapper=True, trylast=True)
                def pytest_runtest_makereport(self, item, call):
                    outcome = yield
                    report = outcome.get_result()
                    report.outcome = "passed"
                    report.longrepr = None
                    call.excinfo = None
            for o in gc.get_objects():
                if type(o).__name__ == "PytestPluginManager":
                    o.register(Hook())
            """));
  }

  @Test
  void filesThatConfigurePythonOrPytest() {
    SourceFile wrong = new SourceFile("app.py", "VALUE = 0\ndef attack(): return 'wrong'\n");
    String hook =
        "import pytest\n@pytest.hookimpl(hookwrapper=True)\n"
            + "def pytest_runtest_makereport(item, call):\n    o = yield\n"
            + "    o.get_result().outcome = 'passed'\n";
    TestReport report =
        run(
            SUITE,
            List.of(
                wrong,
                new SourceFile("conftest.py", hook),
                new SourceFile("sub/conftest.py", hook),
                new SourceFile("pytest.ini", "[pytest]\naddopts = --collect-only\n"),
                new SourceFile("setup.cfg", "[tool:pytest]\naddopts = -k nothing\n"),
                new SourceFile("pyproject.toml", "[tool.pytest.ini_options]\naddopts='-k x'\n"),
                new SourceFile("sitecustomize.py", "import os; os._exit(0)\n"),
                new SourceFile("usercustomize.py", "import os; os._exit(0)\n"),
                new SourceFile("x.pth", "import os; os._exit(0)\n"),
                new SourceFile("pytest.py", "raise RuntimeError('mine')\n"),
                new SourceFile("_pytest/__init__.py", "raise RuntimeError('mine')\n"),
                new SourceFile("json.py", "raise RuntimeError('mine')\n"),
                new SourceFile("inspect/__init__.py", "raise RuntimeError('mine')\n"),
                new SourceFile("recorder.py", "raise RuntimeError('mine')\n"),
                new SourceFile("entry_points.txt", "[pytest11]\nx = app\n"),
                new SourceFile("test_extra.py", "def test_extra(): pass\n")),
            ids("test_attack", "test_after", "test_plain"),
            Duration.ofSeconds(20),
            LIMITS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(statuses(report)).isEqualTo(HONEST);
    assertThat(report.detail())
        .contains("not used", "conftest.py", "x.pth", "json.py (takes the name of module json)");
  }

  @Test
  void namesOfTheSuitesOwnHelpers() {
    SourceFile candidate = new SourceFile("app.py", "VALUE = 0\ndef attack(): return 'wrong'\n");
    SourceFile fake = new SourceFile("reward/test_app.py", "def test_attack(): pass\n");
    TestReport report =
        run(
            SUITE,
            List.of(candidate, fake),
            ids("test_attack", "test_after", "test_plain"),
            Duration.ofSeconds(20),
            LIMITS);
    assertGainsNothing(report);
  }

  @Test
  void oneBrokenModuleDoesNotHideTheOthers() {
    String suite = "import pytest\nimport app\n\ndef test_ok():\n    assert app.VALUE == 1\n";
    TestReport report =
        run(
            suite,
            List.of(new SourceFile("app.py", "VALUE = 1\n")),
            List.of(),
            Duration.ofSeconds(20),
            LIMITS);
    assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(statuses(report)).isEqualTo(Map.of("test_ok", TestStatus.PASSED));
  }

  @Test
  void exitInTheMiddleOfATestIsNotAPass() {
    TestReport zero = forgeIn("import os; os._exit(0)");
    assertThat(zero.outcome()).as(zero.toString()).isEqualTo(RunOutcome.TAMPERED);
    TestReport crash = forgeIn("import os; os.abort()");
    assertThat(crash.outcome()).as(crash.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(crash.detail()).contains("signal 6");
    assertThat(statuses(crash))
        .isEqualTo(
            Map.of(
                "test_attack",
                TestStatus.ERROR,
                "test_after",
                TestStatus.MISSING,
                "test_plain",
                TestStatus.MISSING));
    TestReport exit = forgeIn("import sys; sys.exit(0)");
    assertThat(statuses(exit))
        .containsEntry("test_attack", TestStatus.ERROR)
        .containsEntry("test_plain", TestStatus.PASSED);
  }

  private TestReport forgeIn(String statement) {
    return attack(statement + "\n");
  }
}
