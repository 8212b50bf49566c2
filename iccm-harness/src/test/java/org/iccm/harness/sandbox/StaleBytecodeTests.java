package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.application.UnitId;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.harness.language.TestPython;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing but the candidate's text decides what runs: no bytecode travels, none is left behind. */
public abstract class StaleBytecodeTests extends Sandboxed {
  private static final SourceFile OLD =
      new SourceFile("app.py", "def value():\n    return 'old'\n");
  private static final String NEW = "def value():\n    return 'new'\n";
  private static final String CACHE = "__pycache__/app.cpython-311.pyc";

  @TempDir static Path natives;

  protected abstract Box newBox();

  private static TestSuite suite(String expected) {
    return TestSuite.builder(
            "stale",
            "python",
            List.of(
                new SourceFile(
                    "reward/test_app.py",
                    "import app\n\n\ndef test_value():\n    assert app.value() == '"
                        + expected
                        + "'\n")))
        .build();
  }

  private TestReport judge(String expected, List<SourceFile> files) {
    PreparedSuite prepared =
        runner().prepare(suite(expected), EnvironmentSpec.builder("python").build());
    return runner().run(TestRun.builder(prepared, files).testIds(ids("test_value")).build());
  }

  private static SourceFile spliced() {
    LanguageSupport python = TestPython.at(natives);
    SourceFile spliced = python.splice(OLD, new UnitId("app.py", "value"), NEW);
    assertThat(spliced.text()).hasSameSizeAs(OLD.text()).isNotEqualTo(OLD.text());
    return spliced;
  }

  @Test
  void aSplicedFileOfEqualSizeAndTimeRunsAsItIsWritten() {
    for (int i = 0; i < 5; i++) {
      assertThat(judge("new", List.of(OLD)).passed()).isEmpty();
      assertThat(judge("new", List.of(spliced())).passed()).hasSize(1);
    }
  }

  /** Bytecode of the old text that Python takes whatever the source's time and size. */
  private byte[] bytecode() {
    String suite =
        """
        import base64
        import importlib.util
        import marshal


        def test_print():
            code = compile(%s, "/work/src/app.py", "exec")
            data = importlib.util.MAGIC_NUMBER + b"\\1\\0\\0\\0" + bytes(8) + marshal.dumps(code)
            assert importlib.util.cache_from_source("app.py") == "%s"
            print("<" + base64.b64encode(data).decode() + ">")
        """
            .formatted("'''" + OLD.text() + "'''", CACHE);
    TestReport report = run(suite, List.of(), ids("test_print"), Duration.ofSeconds(20), LIMITS);
    assertThat(report.passed()).as(report.toString()).hasSize(1);
    String text = report.output();
    return Base64.getDecoder().decode(text.substring(text.indexOf('<') + 1, text.indexOf('>')));
  }

  @Test
  void plantedBytecodeWouldRunAndIsNotTaken() throws InterruptedException {
    byte[] stale = bytecode();
    // if it were taken to the sandbox, it would run instead of the new text
    Map<String, byte[]> tree = new LinkedHashMap<>();
    tree.put("app.py", spliced().text().getBytes(StandardCharsets.UTF_8));
    tree.put(CACHE, stale);
    assertThat(verdictOf(tree)).contains("assert 'old' == 'new'");
    // but a candidate is text, and that path is none of its
    TestReport report =
        judge(
            "new",
            List.of(
                spliced(), new SourceFile(CACHE, new String(stale, StandardCharsets.ISO_8859_1))));
    assertThat(report.passed()).as(report.toString()).hasSize(1);
    assertThat(report.detail()).contains(CACHE).contains("hidden or a cache");
  }

  /** The test's message, with a candidate that no policy has looked at. */
  private String verdictOf(Map<String, byte[]> tree) throws InterruptedException {
    PreparedSuite prepared =
        runner().prepare(suite("new"), EnvironmentSpec.builder("python").build());
    TestRun run = TestRun.builder(prepared, List.of()).testIds(ids("test_value")).build();
    try (Box box = newBox()) {
      Box.Facts facts = box.check();
      Job plain =
          new Driver()
              .run(
                  run,
                  new CandidateFiles(Map.of(), Map.of()),
                  facts,
                  "0123456789abcdef",
                  List.of());
      Job job =
          new Job(
              plain.driver(),
              plain.suite(),
              plain.suiteKey(),
              tree,
              plain.orders(),
              plain.secret(),
              ResourceLimits.DEFAULT,
              plain.twin());
      RunRecord record = new RunRecord(job.secret());
      try (Box.Slot slot = box.open(job, () -> false);
          Box.Run started = slot.start(job, record, (bytes, length) -> {})) {
        assertThat(started.await(Duration.ofSeconds(60))).isTrue();
      }
      return record.tests().values().iterator().next().message();
    }
  }
}
