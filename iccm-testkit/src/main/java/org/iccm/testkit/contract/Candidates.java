package org.iccm.testkit.contract;

import java.util.List;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.testkit.sample.SampleApplication;

/** Candidates and suites that a runner has to tell apart. */
final class Candidates {
  /** A test of {@link #ODD_SUITE} whose fixture breaks. */
  static final TestId BROKEN_FIXTURE = new TestId("reward/test_odd.py::test_broken_fixture");

  /** A test of {@link #ODD_SUITE} that is skipped. */
  static final TestId SKIPPED = new TestId("reward/test_odd.py::test_skipped");

  /** A test of {@link #ODD_SUITE} that passes. */
  static final TestId PLAIN = new TestId("reward/test_odd.py::test_plain");

  /** A suite with a broken fixture and a skipped test. */
  static final TestSuite ODD_SUITE =
      TestSuite.builder(
              "contract-odd",
              "python",
              List.of(
                  new SourceFile(
                      "reward/test_odd.py",
                      """
                      import pytest

                      from shelf import room


                      @pytest.fixture
                      def broken():
                          raise RuntimeError("the fixture is broken")


                      def test_broken_fixture(broken):
                          assert room(0, 1) == 5


                      @pytest.mark.skip(reason="not today")
                      def test_skipped():
                          assert room(0, 1) == 5


                      def test_plain():
                          assert room(0, 1) == 5
                      """)))
          .build();

  static final List<SourceFile> ORIGINAL = shelf(SampleApplication.SOURCE);

  static final List<SourceFile> PARTLY_WRONG = shelf(SampleApplication.PARTLY_WRONG_SOURCE);

  static final List<SourceFile> SYNTAX_ERROR = shelf(SampleApplication.BROKEN_SOURCE);

  static final List<SourceFile> NOTHING = List.of();

  static final List<SourceFile> NAME_MISSING =
      shelf(SampleApplication.SOURCE.replace("def oldest(", "def eldest("));

  static final List<SourceFile> RAISES =
      shelf(
          SampleApplication.SOURCE.replace(
              "    return boards * 7 - 2 - jars", "    raise KeyError(\"no shelf\")"));

  /** Never comes back from import. */
  static final List<SourceFile> BUSY = shelf("while True:\n    pass\n");

  /** Ends the interpreter, as if all were well. */
  static final List<SourceFile> EXITS =
      shelf("import os\nos._exit(0)\n" + SampleApplication.SOURCE);

  /** Writes far more than is kept. */
  static final List<SourceFile> TALKS =
      shelf(
          "import sys\nfor _ in range(256):\n    sys.stdout.write(\"jam \" * 16384)\n"
              + SampleApplication.SOURCE);

  /** Wrong, with a hook that turns every report into a pass. */
  static final List<SourceFile> FORGES =
      List.of(
          PARTLY_WRONG.get(0),
          new SourceFile(
              "conftest.py",
              """
              import pytest


              @pytest.hookimpl(hookwrapper=True)
              def pytest_runtest_makereport(item, call):
                  outcome = yield
                  report = outcome.get_result()
                  report.outcome = "passed"
                  report.longrepr = None
              """));

  /** Right the first time it runs anywhere, wrong where an earlier run left its mark. */
  static final List<SourceFile> LEAVES_MARK =
      shelf(
          """
          import os
          import tempfile

          _marks = [os.path.join(d, "iccm-contract-mark") for d in (tempfile.gettempdir(), ".")]
          if any(os.path.exists(m) for m in _marks):
              raise RuntimeError("an earlier run was here")
          for _m in _marks:
              try:
                  open(_m, "w").close()
              except OSError:
                  pass


          """
              + SampleApplication.SOURCE);

  private Candidates() {}

  private static List<SourceFile> shelf(String source) {
    return List.of(new SourceFile(SampleApplication.PATH, source));
  }
}
