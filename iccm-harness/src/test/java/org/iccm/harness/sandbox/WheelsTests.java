package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.dataset.ApplicationReader;
import org.iccm.harness.wheels.WheelFile;
import org.iccm.harness.wheels.Wheelhouse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * For each box, applications that bring packages: wheels by hash, laid out before, mounted for
 * their runs.
 */
public abstract class WheelsTests {
  @TempDir Path temp;
  private String lock = "";

  @BeforeEach
  void open() throws IOException {
    // sandboxes of root run as another user, who has to get here
    Files.setPosixFilePermissions(temp, PosixFilePermissions.fromString("rwxr-xr-x"));
    lock =
        new WheelFile("quill", "1.0").with("quill/__init__.py", WheelSample.QUILL).into(wheels());
  }

  /** So that the temporary directory can be removed by any user. */
  @AfterEach
  void unseal() throws IOException {
    try (Stream<Path> all = Files.walk(temp)) {
      for (Path path : all.toList()) {
        if (Files.isDirectory(path)) {
          Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
      }
    }
  }

  private Path wheels() {
    return temp.resolve("wheels-by-hand");
  }

  /** What a suite depends on that needs package {@code quill}. */
  protected final String lock() {
    return lock;
  }

  /** A runner without wheels of its own. */
  protected abstract Box newBox(int concurrency);

  /** This process's slots, as the host or daemon knows them. */
  protected abstract Set<String> slots();

  /** Slots end in the background. */
  private Set<String> slots(int expected) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    Set<String> found = slots();
    while (found.size() != expected && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(50);
      found = slots();
    }
    assertThat(found).hasSize(expected);
    return found;
  }

  protected final SandboxRunner runner(int concurrency) {
    return new SandboxRunner(
        newBox(concurrency),
        true,
        Optional.of(Wheelhouse.of(temp.resolve("cache"), Optional.of(wheels()))));
  }

  private Application letters(String file) throws IOException {
    Path app = temp.resolve("letters");
    Files.createDirectories(app.resolve("src"));
    Files.createDirectories(app.resolve("tests/reward"));
    Files.writeString(
        app.resolve("metadata.json"),
        """
        {"id": "letters", "name": "Letters", "description": "Headlines.", "language": "python"}
        """);
    Files.writeString(app.resolve("src/letters.py"), WheelSample.SOURCE);
    Files.writeString(app.resolve("tests/reward/test_letters.py"), WheelSample.TESTS);
    Files.writeString(app.resolve(file), "# locked\n" + lock);
    return ApplicationReader.standard().read(app);
  }

  protected static TestSuite suite(String id, String test, String... lock) {
    return TestSuite.builder(id, "python", List.of(new SourceFile("test_it.py", test)))
        .dependencies(Stream.of(lock).map(String::strip).filter(l -> !l.isEmpty()).toList())
        .build();
  }

  private static PreparedSuite prepare(SandboxRunner runner, TestSuite suite) {
    return runner.prepare(
        suite, EnvironmentSpec.builder("python").dependencies(suite.dependencies()).build());
  }

  private static TestReport run(
      SandboxRunner runner, PreparedSuite suite, List<SourceFile> files, IsolationMode mode) {
    return runner.run(
        TestRun.builder(suite, files).isolation(mode).timeLimit(Duration.ofSeconds(20)).build());
  }

  private static Map<String, TestStatus> verdicts(TestReport report) {
    return report.results().stream()
        .collect(
            Collectors.toMap(r -> r.id().value().replaceFirst(".*::", ""), TestResult::status));
  }

  protected static void assertPasses(SandboxRunner runner, TestSuite suite) {
    TestReport report = run(runner, prepare(runner, suite), List.of(), IsolationMode.IN_PROCESS);
    assertThat(verdicts(report).values()).as(report.toString()).containsOnly(TestStatus.PASSED);
  }

  @Test
  @DisplayName("an application runs with its wheels, its tests beside it or apart")
  void both() throws IOException {
    try (SandboxRunner runner = runner(1)) {
      for (String file : List.of("requirements.txt", "requirements.lock")) {
        Application app = letters(file);
        PreparedSuite together = prepare(runner, app.suite());
        PreparedSuite apart = runner.describe(together, app.view().sources());
        Map<String, TestStatus> passed =
            Map.of("test_headline", TestStatus.PASSED, "test_ends", TestStatus.PASSED);
        TestReport report = run(runner, together, app.view().sources(), IsolationMode.IN_PROCESS);
        assertThat(verdicts(report)).as(report.toString()).isEqualTo(passed);
        report = run(runner, apart, app.view().sources(), IsolationMode.ISOLATED);
        assertThat(verdicts(report)).as(report.toString()).isEqualTo(passed);
        List<SourceFile> other =
            List.of(new SourceFile("letters.py", "def headline(t):\n    return '*A'\n"));
        for (IsolationMode mode : IsolationMode.values()) {
          report = run(runner, mode == IsolationMode.ISOLATED ? apart : together, other, mode);
          assertThat(verdicts(report))
              .as(report.toString())
              .containsEntry("test_headline", TestStatus.FAILED)
              .containsEntry("test_ends", TestStatus.PASSED);
        }
      }
    }
  }

  @Test
  @DisplayName("apart, a package's object is a handle: it may be asked, not handed over")
  void crossing() throws IOException {
    String source =
        """
        import quill


        class Brush(quill.Pen):
            def stroke(self):
                return quill.mark(self.ink)


        def pen(ink):
            return quill.Pen(ink)


        def ink(pen):
            return pen.ink
        """;
    String tests =
        """
        import quill

        import app


        def test_asked():
            assert app.pen("red").ink == "red"


        def test_derived():
            assert app.Brush("red").stroke() == "*red*"


        def test_equal():
            assert app.pen("red") == quill.Pen("red")


        def test_instance():
            assert isinstance(app.pen("red"), quill.Pen)


        def test_given():
            assert app.ink(quill.Pen("red")) == "red"
        """;
    List<SourceFile> original = List.of(new SourceFile("app.py", source));
    try (SandboxRunner runner = runner(1)) {
      PreparedSuite together = prepare(runner, suite("pens", tests, lock));
      TestReport report = run(runner, together, original, IsolationMode.IN_PROCESS);
      assertThat(verdicts(report).values()).as(report.toString()).containsOnly(TestStatus.PASSED);
      PreparedSuite apart = runner.describe(together, original);
      report = run(runner, apart, original, IsolationMode.ISOLATED);
      assertThat(verdicts(report))
          .as(report.toString())
          .containsEntry("test_asked", TestStatus.PASSED)
          .containsEntry("test_derived", TestStatus.PASSED)
          .containsEntry("test_equal", TestStatus.FAILED)
          .containsEntry("test_instance", TestStatus.FAILED)
          .containsEntry("test_given", TestStatus.ERROR);
      assertThat(report.results())
          .anyMatch(r -> r.message().contains("Pen cannot be handed to the candidate"));
    }
  }

  @Test
  @DisplayName("packages are part of the environment's digest; without some it stays as it was")
  void digests() throws IOException {
    String other = new WheelFile("quill", "1.1").into(wheels());
    try (SandboxRunner runner = runner(1)) {
      String none = prepare(runner, suite("a", "")).environmentDigest();
      String one = prepare(runner, suite("a", "", lock)).environmentDigest();
      assertThat(prepare(runner, suite("b", "", lock)).environmentDigest()).isEqualTo(one);
      assertThat(Set.of(none, one, prepare(runner, suite("a", "", other)).environmentDigest()))
          .hasSize(3);
    }
  }

  @Test
  @DisplayName("packages come behind the sandbox's own and cannot be written or replaced")
  void behind() throws IOException {
    String sly =
        new WheelFile("sly", "1")
            .with("more_itertools/__init__.py", "raise SystemExit\n")
            .with("pygments/__init__.py", "raise SystemExit\n")
            .into(wheels());
    try (SandboxRunner runner = runner(1)) {
      TestSuite suite =
          suite(
              "order",
              """
              import os
              import sys

              import more_itertools
              import pytest
              import quill


              def test_own_wins():
                  assert not more_itertools.__file__.startswith("/work")
                  assert sys.path[-1] == "/work/wheels"


              def test_wheel():
                  assert quill.mark("x") == "*x*"
                  assert quill.__file__ == "/work/wheels/quill/__init__.py"


              def test_written():
                  for name in ("new.py", "quill/new.py", "quill/__init__.py"):
                      with pytest.raises(OSError):
                          open(os.path.join("/work/wheels", name), "w")
                  with pytest.raises(OSError):
                      os.chmod("/work/wheels/quill", 0o777)
              """,
              lock,
              sly);
      TestReport report =
          run(
              runner,
              prepare(runner, suite),
              List.of(new SourceFile("quill.py", "def mark(text):\n    return 'mine'\n")),
              IsolationMode.IN_PROCESS);
      assertThat(verdicts(report).values()).as(report.toString()).containsOnly(TestStatus.PASSED);
      assertThat(report.detail()).contains("takes the name of module quill");
    }
  }

  /** Each suite sees its own packages and no other's. */
  private void alternate(SandboxRunner runner, String... locks) throws IOException {
    for (String one : locks) {
      String seen = one.isEmpty() ? "None" : "[\"" + one.replaceFirst("==.*\n", "") + "\"]";
      assertPasses(
          runner,
          suite(
              "seen",
              """
              import os


              def test_seen():
                  place = "/work/wheels"
                  names = sorted(os.listdir(place)) if os.path.exists(place) else None
                  assert (names and [n for n in names if "-" not in n]) == %s
              """
                  .formatted(seen),
              one));
    }
  }

  @Test
  @DisplayName("suites with other packages take turns and never share a slot")
  void turns() throws Exception {
    String second = new WheelFile("vellum", "1.0").into(wheels());
    try (SandboxRunner runner = runner(1)) {
      alternate(runner, lock, second, "", lock);
      slots(1);
    }
    try (SandboxRunner runner = runner(2)) {
      alternate(runner, lock, second);
      Set<String> warm = slots(2);
      alternate(runner, lock, second, lock);
      assertThat(slots(2)).as("room for both: both stay warm").isEqualTo(warm);
      alternate(runner, "");
      assertThat(slots(2)).isNotEqualTo(warm);
    }
  }

  @Test
  @DisplayName("what the sandbox has in the locked version is not asked for")
  void there() {
    try (SandboxRunner runner = runner(1)) {
      String hash = " --hash=sha256:" + "0".repeat(64);
      assertPasses(
          runner,
          suite(
              "own", "import attr\n\n\ndef test_it():\n    assert attr\n", "attrs==22.2.0" + hash));
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> prepare(runner, suite("own", "", "attrs==24.2.0" + hash)))
          .withMessageContaining("own: ")
          .withMessageContaining("attrs 22.2.0 instead of 24.2.0")
          .withMessageContaining("Lock the sandbox's")
          .matches(e -> !e.retriable());
    }
  }

  @Test
  @DisplayName("what is missing is named with its package, directory and remedy")
  void missing() throws IOException {
    Files.delete(wheels().resolve("quill-1.0-py3-none-any.whl"));
    try (SandboxRunner runner = runner(1)) {
      assertThatExceptionOfType(ApplicationException.class)
          .isThrownBy(() -> prepare(runner, suite("letters", "", lock)))
          .withMessageContaining("letters: ")
          .withMessageContaining("quill==1.0")
          .withMessageContaining(wheels().toString())
          .withMessageContaining("pip download");
      assertThatExceptionOfType(RunnerException.class)
          .isThrownBy(() -> prepare(runner, suite("letters", "", "quill")))
          .withMessageContaining("lacks quill")
          .withMessageContaining("requirements.lock");
      // put there, it works without a new runner
      new WheelFile("quill", "1.0").with("quill/__init__.py", WheelSample.QUILL).into(wheels());
      assertPasses(
          runner,
          suite("letters", "import quill\n\n\ndef test_it():\n    assert quill.mark\n", lock));
    }
  }
}
