package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Files that tests and candidate hand each other in isolated runs, and what a candidate makes of
 * that.
 */
public abstract class SharedFilesTests extends Sandboxed {
  private static final String NOTES =
      """
      import os
      import tempfile


      def save(path, text):
          with open(path, "w") as f:
              f.write(text)
          return os.path.getsize(path)


      def load(path):
          with open(path) as f:
              return f.read()


      def draft():
          place = tempfile.mkdtemp()
          save(os.path.join(place, "draft.txt"), "first")
          os.chmod(os.path.join(place, "draft.txt"), 0o600)
          return place


      def names(place):
          return sorted(os.listdir(place))


      def tidy(place):
          for name in os.listdir(place):
              os.remove(os.path.join(place, name))
          os.rmdir(place)


      def report(path):
          save(path, "sum: 42")


      def script(path):
          save(path, "VALUE = 42")
      """;

  /** Both directions, by paths of fixtures, of tempfile, and relative ones. */
  private static final String TESTS =
      """
      import os
      import pathlib
      import stat
      import tempfile

      import notes


      def test_reads_what_it_wrote(tmp_path):
          assert notes.save(tmp_path / "a.txt", "ahoy") == 4
          assert (tmp_path / "a.txt").read_text() == "ahoy"
          assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o644


      def test_is_read(tmp_path):
          (tmp_path / "b.txt").write_text("belay")
          assert notes.load(str(tmp_path / "b.txt")) == "belay"


      def test_private_places():
          with tempfile.TemporaryDirectory() as place:
              file = pathlib.Path(place) / "c"
              file.touch(0o600)
              assert notes.save(file, "c") == 1
              assert notes.names(place) == ["c"]
          made = pathlib.Path(notes.draft())
          assert (made / "draft.txt").read_text() == "first"
          (made / "more").write_text("m")
          notes.tidy(made)
          assert not made.exists()


      def test_relative(tmp_path, monkeypatch):
          monkeypatch.chdir(tmp_path)
          notes.save("d", "dd")
          assert os.listdir() == ["d"]
          assert notes.load("d") == "dd"


      def test_each_its_own(tmp_path):
          assert list(tmp_path.iterdir()) == []


      def test_report(tmp_path):
          golden = pathlib.Path(__file__).parent / "golden.txt"
          notes.report(tmp_path / "out.txt")
          assert (tmp_path / "out.txt").read_text() == golden.read_text()
      """;

  /** Whether links that the tests themselves make are followed by them; a candidate's never are. */
  protected abstract boolean ownLinksAreFollowed();

  private PreparedSuite suite(String tests) {
    TestSuite suite =
        TestSuite.builder(
                "notes",
                "python",
                List.of(
                    new SourceFile("test_notes.py", tests),
                    new SourceFile("golden.txt", "sum: 42")))
            .build();
    ResourceLimits limits = ResourceLimits.builder().diskBytes(16L << 20).build();
    return runner()
        .describe(
            runner().prepare(suite, EnvironmentSpec.builder("python").limits(limits).build()),
            List.of(new SourceFile("notes.py", NOTES)));
  }

  private TestReport run(String tests, String candidate) {
    return runner()
        .run(
            TestRun.builder(suite(tests), List.of(new SourceFile("notes.py", candidate)))
                .timeLimit(Duration.ofSeconds(4))
                .isolation(IsolationMode.ISOLATED)
                .build());
  }

  /** A candidate whose report() does this. */
  private TestReport notes(String body) {
    String honest = NOTES.substring(0, NOTES.indexOf("def report("));
    return run(
        TESTS,
        honest
            + "def report(path):\n"
            + body.indent(4)
            + "\n\ndef script(path):\n    save(path, 'VALUE = 42')\n");
  }

  private static void assertNotFooled(TestReport report) {
    assertThat(statuses(report))
        .as(report.toString())
        .hasSize(6)
        .doesNotContainEntry("test_report", TestStatus.PASSED);
  }

  @Test
  @DisplayName("tests and candidate see the same files, whatever their modes")
  void bothDirections() {
    TestReport report = run(TESTS, NOTES);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(statuses(report).values())
        .as(report.toString())
        .hasSize(6)
        .containsOnly(TestStatus.PASSED);
  }

  @Test
  @DisplayName("a link into the suite is not followed, nor is one to the tests' descriptors")
  void links() {
    assertNotFooled(notes("os.symlink('/work/iccm_suite/golden.txt', path)"));
    TestReport report =
        notes(
            "os.rmdir(os.path.dirname(path))\n"
                + "os.symlink('/work/iccm_suite', os.path.dirname(path))");
    assertNotFooled(report);
    assertNotFooled(notes("os.symlink('/proc/self/fd/3', path)"));
    assertNotFooled(notes("os.symlink('/proc/self/environ', path)"));
  }

  @Test
  @DisplayName("a link where the next test's directory will be leads nowhere")
  void linksAhead() {
    TestReport report =
        notes(
            """
            root = os.path.dirname(os.path.dirname(path))
            for i in range(60):
                try:
                    os.symlink("/work/iccm_suite", os.path.join(root, "test%d" % i))
                except OSError:
                    pass
            os.rename(root, root + "-gone")
            os.symlink("/work/iccm_suite", root)
            """);
    assertNotFooled(report);
  }

  @Test
  @DisplayName("a pipe that nobody writes to holds up the candidate's own run only")
  void pipes() {
    TestReport report = notes("os.mkfifo(path)");
    assertThat(report.outcome()).isEqualTo(RunOutcome.TIMEOUT);
    assertNotFooled(report);
    bothDirections();
  }

  @Test
  @DisplayName("size and number of files are those of one process")
  void limits() {
    String full =
        """
        try:
            for i in range(64):
                with open("/tmp/big%d" % i, "wb") as f:
                    f.write(bytes(1 << 20))
        except OSError:
            pass
        held = sum(os.path.getsize("/tmp/big%d" % j) for j in range(64) if os.path.exists("/tmp/big%d" % j))
        for j in range(64):
            if os.path.exists("/tmp/big%d" % j):
                os.remove("/tmp/big%d" % j)
        try:
            for i in range(9000):
                open("/tmp/small%d" % i, "w").close()
        except OSError:
            pass
        many = len([n for n in os.listdir("/tmp") if n.startswith("small")])
        for i in range(many):
            os.remove("/tmp/small%d" % i)
        save(path, "sum: 42" if held <= 16 << 20 and many <= 4096 else "%d %d" % (held, many))
        """;
    assertThat(statuses(notes(full))).containsEntry("test_report", TestStatus.PASSED);
  }

  @Test
  @DisplayName("the tests' names are not in the paths")
  void names() {
    String curious =
        """
        seen = [path]
        for place, folders, files in os.walk("/tmp"):
            seen += folders + files
        save(path, "none" if any("report" in str(s) for s in seen) else "sum: 42")
        """;
    assertThat(statuses(notes(curious))).containsEntry("test_report", TestStatus.PASSED);
  }

  @Test
  @DisplayName("what a candidate wrote is not run by the tests' process")
  void code() {
    String tests =
        """
        import importlib.util
        import pickle
        import subprocess
        import sys

        import notes
        import pytest


        def test_import(tmp_path, monkeypatch):
            notes.script(tmp_path / "made_here.py")
            monkeypatch.syspath_prepend(tmp_path)
            import made_here
            assert made_here.VALUE == 42


        def test_spec(tmp_path):
            notes.script(tmp_path / "made.py")
            spec = importlib.util.spec_from_file_location("made", tmp_path / "made.py")
            module = importlib.util.module_from_spec(spec)
            spec.loader.exec_module(module)
            assert module.VALUE == 42


        def test_exec(tmp_path):
            notes.script(tmp_path / "made.py")
            space = {}
            exec((tmp_path / "made.py").read_text(), space)
            assert space["VALUE"] == 42


        def test_eval(tmp_path):
            assert eval(notes.load(__file__) or "1") or True


        def test_pickle(tmp_path):
            (tmp_path / "p").write_bytes(pickle.dumps(OSError))
            with pytest.raises(Exception):
                pickle.loads((tmp_path / "p").read_bytes())


        def test_program(tmp_path):
            notes.script(tmp_path / "made.py")
            assert subprocess.run([sys.executable, tmp_path / "made.py"]).returncode == 0


        def test_link(tmp_path):
            (tmp_path / "a").write_text("a")
            (tmp_path / "b").symlink_to(tmp_path / "a")
            assert (tmp_path / "b").read_text() == "a"


        def test_well(tmp_path):
            import collections
            import dataclasses

            Point = collections.namedtuple("Point", "x y")
            Size = dataclasses.make_dataclass("Size", ["w"])
            assert Point(1, 2).y == 2 and Size(3).w == 3
            assert pickle.loads(pickle.dumps([1, "a"])) == [1, "a"]
        """;
    TestReport report = run(tests, NOTES);
    Map<String, TestStatus> found = new HashMap<>(statuses(report));
    assertThat(found.remove("test_well")).as(report.toString()).isEqualTo(TestStatus.PASSED);
    assertThat(found.remove("test_link") == TestStatus.PASSED)
        .as(report.toString())
        .isEqualTo(ownLinksAreFollowed());
    assertThat(found.values())
        .as(report.toString())
        .hasSize(6)
        .allMatch(s -> s == TestStatus.ERROR || s == TestStatus.FAILED);
    assertThat(report.results().toString()).contains("unpickle", "run code of", "start a program");
  }
}
