package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.application.SourceFile;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.sandbox.Sandboxed;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Parts of pytest that are left out unless the suite says a word are there when it does. */
@Tag("sandbox")
class BubblewrapPluginsTest extends Sandboxed {
  private static final String APP =
      """
      import logging
      import warnings

      def talk():
          print("heard")
          logging.getLogger("app").warning("careful")
          warnings.warn("old", DeprecationWarning)
          return 4
      """;

  @Override
  protected TestRunner newRunner() {
    return new SandboxRunner(
        BubblewrapRunnerProvider.box(Optional.empty(), "bwrap", 1, BubblewrapContractTest.cache()));
  }

  @ParameterizedTest
  @DisplayName("a suite that needs one part of pytest has it")
  @ValueSource(
      strings = {
        """
        @pytest.mark.skip
        def test_skipped():
            pass

        @pytest.mark.skipif(app.talk() == 4, reason="four")
        def test_skipped_too():
            pass
        """,
        """
        @pytest.mark.xfail
        def test_skipped():
            assert app.talk() == 5

        @pytest.mark.xfail(strict=True)
        def test_failed():
            assert app.talk() == 4
        """,
        """
        import unittest

        class TestOld(unittest.TestCase):
            def setUp(self):
                self.value = app.talk()

            def test_passed(self):
                self.assertEqual(self.value, 4)

            def test_failed(self):
                self.assertEqual(self.value, 5)
        """,
        """
        def test_passed():
            with pytest.warns(DeprecationWarning):
                app.talk()

        @pytest.mark.filterwarnings("error")
        def test_error():
            app.talk()
        """,
        """
        def test_passed(capsys):
            app.talk()
            assert capsys.readouterr().out == "heard\\n"
        """,
        """
        def test_passed(capfd):
            app.talk()
            assert "heard" in capfd.readouterr().out
        """,
        """
        def test_passed(caplog):
            app.talk()
            assert caplog.messages == ["careful"]
        """,
        """
        def test_passed(tmpdir):
            tmpdir.join("a").write("b")
            assert tmpdir.join("a").read() == "b"
        """,
        """
        def test_passed(tmp_path, monkeypatch):
            monkeypatch.setattr(app, "talk", lambda: 5)
            assert app.talk() == 5 and tmp_path.is_dir()

        def test_failed():
            assert app.talk() == 5
        """
      })
  void parts(String tests) {
    TestReport report =
        run(
            "import app\nimport pytest\n\n" + tests,
            List.of(new SourceFile("app.py", APP)),
            List.of(),
            Duration.ofSeconds(20),
            LIMITS);
    assertThat(report.results()).as(report.toString()).isNotEmpty();
    for (Map.Entry<String, TestStatus> found : statuses(report).entrySet()) {
      String expected = found.getKey().split("_")[1];
      assertThat(found.getValue().name()).as(report.toString()).isEqualToIgnoringCase(expected);
    }
  }

  @Test
  @DisplayName("comparisons are asked twice in a module that begins with a text, too")
  void contradictions() {
    TestReport report =
        run(
            "\"\"\"A text.\n\nOf several lines.\n\"\"\"\n\nimport app\n\n\ndef test_value():\n"
                + "    assert app.value() == 42\n\n\ndef test_other():\n    assert app.value() == 43\n",
            List.of(
                new SourceFile(
                    "app.py",
                    """
                    class Yes:
                        def __eq__(self, other):
                            return True

                    def value():
                        return Yes()
                    """)),
            List.of(),
            Duration.ofSeconds(20),
            LIMITS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TAMPERED);
  }
}
