package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerdictTest {
  private static final String READY = "c S {\"n\":0,\"k\":\"ready\"}\n";
  private static final String COLLECTED =
      "c S {\"n\":1,\"k\":\"collected\",\"ids\":[\"t::a\",\"t::b\"],\"errors\":[]}\n";
  private static final String A =
      "c S {\"n\":2,\"k\":\"begin\",\"id\":\"t::a\"}\n"
          + "c S {\"n\":3,\"k\":\"test\",\"id\":\"t::a\",\"status\":\"PASSED\",\"seconds\":0.5}\n";
  private static final String B =
      "c S {\"n\":4,\"k\":\"begin\",\"id\":\"t::b\"}\n"
          + "c S {\"n\":5,\"k\":\"test\",\"id\":\"t::b\",\"status\":\"FAILED\",\"message\":\"no\"}\n";
  private static final String END = "c S {\"n\":6,\"k\":\"end\",\"exit\":1,\"faults\":[]}\n";
  private static final String LAST = "p {\"exit\":1,\"timeout\":false,\"seconds\":2}\n";
  private static final String GOOD = READY + COLLECTED + A + B + END + LAST;

  private static TestReport judge(String report, String... expected) {
    return judge(report, false, false, false, expected);
  }

  private static TestReport judge(
      String report, boolean oom, boolean overdue, boolean byProcess, String... expected) {
    RunRecord record = new RunRecord("S");
    byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
    for (byte b : bytes) {
      record.accept(new byte[] {b}, 1);
    }
    List<TestId> ids = Stream.of(expected).map(TestId::new).toList();
    return new Verdict(record, ids, oom, overdue, byProcess, "printed", "").report();
  }

  private static List<TestStatus> statuses(TestReport report) {
    return report.results().stream().map(TestResult::status).toList();
  }

  @Test
  void aWholeReportIsCompleted() {
    TestReport report = judge(GOOD, "t::b", "t::a", "t::gone");
    assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(report.results())
        .extracting(r -> r.id().value())
        .containsExactly("t::b", "t::a", "t::gone");
    assertThat(statuses(report))
        .containsExactly(TestStatus.FAILED, TestStatus.PASSED, TestStatus.MISSING);
    assertThat(report.duration()).hasSeconds(2);
    assertThat(report.output()).isEqualTo("printed");
  }

  @Test
  void withoutExpectedTestsAllThatWereFoundAreThere() {
    assertThat(judge(GOOD).results()).hasSize(2);
    String half = READY + COLLECTED + A + "p {\"exit\":-11,\"seconds\":1}\n";
    TestReport report = judge(half);
    assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(report.detail()).contains("signal 11");
    assertThat(statuses(report)).containsExactly(TestStatus.PASSED, TestStatus.MISSING);
  }

  static Stream<String> contradictions() {
    return Stream.of(
        GOOD.replace("p {\"exit\":1", "p {\"exit\":0"),
        READY
            + COLLECTED
            + A
            + B
            + END.replace("\"exit\":1", "\"exit\":0")
            + LAST.replace("\"exit\":1", "\"exit\":0"),
        GOOD.replace("FAILED", "PASSED"),
        READY + COLLECTED + A + "p {\"exit\":0}\n",
        READY + COLLECTED + A + LAST.replace("1", "0"),
        GOOD.replace("faults\":[]", "faults\":[\"X was replaced\"]"),
        GOOD.replace("p {", "p {\"fault\":\"too long\","),
        GOOD.replace("c S {\"n\":4", "c T {\"n\":4"),
        GOOD.replace("c S {\"n\":4", "{\"n\":4"),
        GOOD.replace("\"n\":4", "\"n\":7"),
        READY + COLLECTED + A + A.replace(":2,", ":4,").replace(":3,", ":5,") + END + LAST,
        READY + COLLECTED + A + B.replace("t::b", "t::c") + END + LAST,
        READY + COLLECTED + A + B + END + END.replace(":6", ":7") + LAST,
        GOOD.replace("\"status\":\"FAILED\"", "\"status\":\"GREAT\""),
        GOOD.replace("{\"n\":4,", "{\"n\":4"));
  }

  @ParameterizedTest
  @MethodSource("contradictions")
  void aReportThatContradictsItselfIsTampered(String report) {
    TestReport judged = judge(report, "t::a", "t::b");
    assertThat(judged.outcome()).as(judged.detail()).isEqualTo(RunOutcome.TAMPERED);
    assertThat(judged.detail()).isNotBlank();
    assertThat(statuses(judged)).containsExactly(TestStatus.MISSING, TestStatus.MISSING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "p {\"exit\":1}\n", READY, READY + COLLECTED + A})
  void aSandboxThatSaysTooLittleIsInfrastructure(String report) {
    TestReport judged = judge(report, "t::a");
    assertThat(judged.outcome()).isEqualTo(RunOutcome.INFRASTRUCTURE);
    assertThat(judged.detail()).contains("printed");
    assertThat(judged.passed()).isEmpty();
  }

  @Test
  void modulesThatCannotBeLoadedAreErrorsOfTheirTests() {
    String broken =
        READY
            + "c S {\"n\":1,\"k\":\"collected\",\"ids\":[],\"errors\":[[\"r/t.py\",\"x\\nE   ImportError: y\"]]}\n"
            + "c S {\"n\":2,\"k\":\"end\",\"exit\":1,\"faults\":[]}\n"
            + LAST;
    TestReport report = judge(broken, "r/t.py::a", "r/u.py::b");
    assertThat(report.outcome()).isEqualTo(RunOutcome.CANDIDATE_BROKEN);
    assertThat(report.detail()).contains("r/t.py could not be loaded: ImportError: y");
    assertThat(statuses(report)).containsExactly(TestStatus.ERROR, TestStatus.MISSING);
    assertThat(judge(broken).results()).extracting(r -> r.id().value()).containsExactly("r/t.py");
    String partly =
        READY
            + "c S {\"n\":1,\"k\":\"collected\",\"ids\":[\"t::a\"],\"errors\":[[\"r/t.py\",\"x\"]]}\n"
            + A
            + "c S {\"n\":4,\"k\":\"end\",\"exit\":1,\"faults\":[]}\n"
            + LAST;
    assertThat(judge(partly, "t::a", "r/t.py::b").outcome()).isEqualTo(RunOutcome.COMPLETED);
  }

  @Test
  void aSuiteWithoutTestsBlamesNobody() {
    String none =
        READY
            + "c S {\"n\":1,\"k\":\"collected\",\"ids\":[],\"errors\":[]}\n"
            + "c S {\"n\":2,\"k\":\"end\",\"exit\":5,\"faults\":[]}\n"
            + LAST.replace("1", "5");
    assertThat(judge(none).outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(judge(none, "t::a").outcome()).isEqualTo(RunOutcome.CANDIDATE_BROKEN);
  }

  @Test
  void limitsComeBeforeEverythingElse() {
    String running = READY + COLLECTED + "c S {\"n\":2,\"k\":\"begin\",\"id\":\"t::a\"}\n";
    TestReport timeout = judge(running + "p {\"exit\":-9,\"timeout\":true}\n", "t::a", "t::b");
    assertThat(timeout.outcome()).isEqualTo(RunOutcome.TIMEOUT);
    assertThat(timeout.detail()).contains("t::a");
    assertThat(statuses(timeout)).containsExactly(TestStatus.ERROR, TestStatus.MISSING);
    assertThat(judge(running, false, true, false).outcome()).isEqualTo(RunOutcome.INFRASTRUCTURE);
    assertThat(judge(running, true, true, false).outcome()).isEqualTo(RunOutcome.OUT_OF_MEMORY);
    assertThat(judge(running + "p {\"exit\":-9,\"memory\":true}\n").outcome())
        .isEqualTo(RunOutcome.OUT_OF_MEMORY);
    String memory = GOOD.replace("\"message\":\"no\"", "\"message\":\"no\",\"memory\":true");
    assertThat(judge(memory, false, false, true).outcome()).isEqualTo(RunOutcome.OUT_OF_MEMORY);
    assertThat(judge(memory, false, false, false).outcome()).isEqualTo(RunOutcome.COMPLETED);
  }

  private static TestReport withCanary(String report) {
    RunRecord record = new RunRecord("S", Set.of(), List.of("test_c"));
    byte[] bytes = report.getBytes(StandardCharsets.UTF_8);
    record.accept(bytes, bytes.length);
    return new Verdict(record, List.of(), false, false, false, "", "").report();
  }

  private static String canary(String status) {
    String line = "c S {\"n\":%d,\"k\":\"%s\",\"id\":\"t::test_c\",\"status\":\"%s\"}\n";
    return READY
        + COLLECTED.replace("\"t::b\"", "\"t::b\",\"t::test_c\"")
        + A
        + B
        + String.format(Locale.ROOT, line, 6, "begin", status)
        + String.format(Locale.ROOT, line, 7, "test", status)
        + END.replace("\"n\":6", "\"n\":8")
        + LAST;
  }

  @Test
  void testsThatMustFailCountNowhere() {
    for (String status : List.of("FAILED", "ERROR", "SKIPPED")) {
      TestReport report = withCanary(canary(status));
      assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
      assertThat(report.results())
          .extracting(r -> r.id().value())
          .containsExactlyInAnyOrder("t::a", "t::b");
    }
  }

  @Test
  void testsThatMustFailAndPassAreTampering() {
    TestReport report = withCanary(canary("PASSED"));
    assertThat(report.outcome()).isEqualTo(RunOutcome.TAMPERED);
    assertThat(report.detail()).contains("must fail has passed");
    assertThat(report.passed()).isEmpty();
  }

  @Test
  void testsThatMustFailAndAreLeftOutAreTampering() {
    TestReport report = withCanary(GOOD);
    assertThat(report.outcome()).isEqualTo(RunOutcome.TAMPERED);
    assertThat(report.detail()).contains("was left out");
    // a run that was cut off may not have got there
    String half = READY + COLLECTED + A + "p {\"exit\":-11,\"seconds\":1}\n";
    assertThat(withCanary(half).outcome()).isEqualTo(RunOutcome.COMPLETED);
  }
}
