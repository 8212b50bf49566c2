package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.policy.Safeguard;
import org.jspecify.annotations.Nullable;

/**
 * Decides what became of a run. No I/O.
 *
 * @param record what was reported
 * @param expected the tests asked for; empty means whatever was collected
 * @param outOfMemory whether the kernel killed something for want of memory
 * @param overdue whether the host had to end the run because the driver did not
 * @param memoryByProcess whether memory was limited process by process only
 * @param output what was printed
 * @param note what the runner has to say beside
 * @param off safeguards that are missing, for proofs that they are needed
 */
record Verdict(
    RunRecord record,
    List<TestId> expected,
    boolean outOfMemory,
    boolean overdue,
    boolean memoryByProcess,
    String output,
    String note,
    Set<Safeguard> off) {
  private static final int TAIL = 800;

  Verdict(
      RunRecord record,
      List<TestId> expected,
      boolean outOfMemory,
      boolean overdue,
      boolean memoryByProcess,
      String output,
      String note) {
    this(record, expected, outOfMemory, overdue, memoryByProcess, output, note, Set.of());
  }

  TestReport report() {
    List<String> details = new ArrayList<>();
    RunOutcome outcome = outcome(details);
    if (!note.isEmpty()) {
      details.add(note);
    }
    return TestReport.builder(outcome)
        .results(results(outcome))
        .duration(duration())
        .output(output)
        .detail(String.join("; ", details))
        .build();
  }

  private RunOutcome outcome(List<String> details) {
    JsonNode end = record.parentEnd().orElse(null);
    boolean overByDriver = end != null && end.path("memory").asBoolean();
    if (outOfMemory || overByDriver || (memoryByProcess && ranIntoMemory()) || heapIsFull(end)) {
      details.add("over the memory limit");
      return RunOutcome.OUT_OF_MEMORY;
    }
    if (overdue && end == null) {
      // it has a limit of its own, which is shorter
      details.add("the sandbox did not end the run in time");
      return RunOutcome.INFRASTRUCTURE;
    }
    boolean timeout = end != null && end.path("timeout").asBoolean();
    if (timeout && record.ready()) {
      details.add(
          record.running().isEmpty()
              ? "over the time limit"
              : "over the time limit in " + record.running());
      return RunOutcome.TIMEOUT;
    }
    if (end == null || !record.ready()) {
      details.add(
          (record.ready() ? "the sandbox ended before its report" : "the driver did not come up")
              + ": "
              + tail());
      return RunOutcome.INFRASTRUCTURE;
    }
    List<String> faults = record.faults();
    if (!faults.isEmpty()) {
      details.addAll(faults);
      return RunOutcome.TAMPERED;
    }
    String candidate = record.childEnd().map(c -> c.path("candidate").asText("")).orElse("");
    if (candidate.startsWith("overdue")) {
      details.add("the candidate gave no answer in time");
      return RunOutcome.TIMEOUT;
    }
    if (candidate.startsWith("protocol")) {
      details.add("the candidate answered out of turn: " + candidate);
      return RunOutcome.TAMPERED;
    }
    return record.childEnd().isPresent()
        ? ended(end, record.childEnd().get(), details)
        : cutOff(end, details);
  }

  /** The tests' process said its last words. */
  private RunOutcome ended(JsonNode end, JsonNode child, List<String> details) {
    int exit = child.path("exit").asInt(-1);
    if (off.contains(Safeguard.AGREEMENT)) {
      return completedOrBroken(details);
    }
    if (end.path("exit").asInt(-1) != exit) {
      details.add("the process ended with " + end.path("exit") + " and reported " + exit);
      return RunOutcome.TAMPERED;
    }
    boolean bad =
        !record.collectErrors().isEmpty()
            || record.tests().values().stream()
                .anyMatch(t -> t.status() == TestStatus.FAILED || t.status() == TestStatus.ERROR);
    boolean complete = record.tests().size() == record.collected().size();
    if (exit == 0 && (bad || !complete)) {
      details.add("the process reported success, its tests did not");
      return RunOutcome.TAMPERED;
    }
    if (exit == 1 && !bad) {
      details.add("the process reported failures, its tests did not");
      return RunOutcome.TAMPERED;
    }
    String message = child.path("message").asText();
    if (!message.isEmpty()) {
      details.add(message);
    }
    return completedOrBroken(details);
  }

  /** The tests' process ended in the middle. */
  private RunOutcome cutOff(JsonNode end, List<String> details) {
    int exit = end.path("exit").asInt(0);
    if (exit == 0 && !off.contains(Safeguard.AGREEMENT)) {
      details.add("the process reported success before its tests had ended");
      return RunOutcome.TAMPERED;
    }
    details.add(
        exit < 0
            ? "the interpreter was killed by signal " + -exit
            : "the interpreter was ended with status " + exit);
    return completedOrBroken(details);
  }

  private RunOutcome completedOrBroken(List<String> details) {
    record
        .collectErrors()
        .forEach((path, message) -> details.add(path + " could not be loaded: " + last(message)));
    boolean cut = record.childEnd().isEmpty() && !record.collectionDone();
    boolean nothing = record.tests().isEmpty() && record.running().isEmpty();
    boolean blamed =
        cut
            || !expected.isEmpty()
            || !record.collectErrors().isEmpty()
            || !record.collected().isEmpty();
    if (nothing && blamed && details.isEmpty()) {
      details.add("none of the tests could be run");
    }
    return nothing && blamed ? RunOutcome.CANDIDATE_BROKEN : RunOutcome.COMPLETED;
  }

  /** How a Java runtime ends that is started so; it says so last. */
  private boolean heapIsFull(@Nullable JsonNode end) {
    return end != null
        && end.path("exit").asInt() == 3
        && record.childEnd().isEmpty()
        && output.strip().endsWith("java.lang.OutOfMemoryError: Java heap space");
  }

  private boolean ranIntoMemory() {
    return record.tests().values().stream().anyMatch(RunRecord.Test::memory);
  }

  private Duration duration() {
    double seconds = record.parentEnd().map(p -> p.path("seconds").asDouble()).orElse(0.0);
    return Duration.ofNanos((long) (Math.max(0, seconds) * 1e9));
  }

  private List<TestResult> results(RunOutcome outcome) {
    Set<String> ids = new LinkedHashSet<>();
    if (expected.isEmpty()) {
      ids.addAll(record.tests().keySet());
      ids.addAll(record.collected());
      ids.addAll(record.collectErrors().keySet());
    } else {
      expected.forEach(t -> ids.add(t.value()));
    }
    Map<String, RunRecord.Test> tests =
        outcome == RunOutcome.TAMPERED || outcome == RunOutcome.INFRASTRUCTURE
            ? Map.of()
            : believed();
    Map<String, TestResult> results = new LinkedHashMap<>();
    for (String id : ids) {
      RunRecord.Test test = tests.get(id);
      boolean counts =
          !off.contains(Safeguard.EXPECTED_IDS)
              || (test != null && test.status() != TestStatus.SKIPPED);
      if (!id.isBlank() && counts) {
        results.put(id, result(new TestId(id), test, outcome));
      }
    }
    return List.copyOf(results.values());
  }

  private Map<String, RunRecord.Test> believed() {
    if (off.isEmpty()) {
      return record.tests();
    }
    int exit = record.parentEnd().map(p -> p.path("exit").asInt(-1)).orElse(-1);
    return Credulous.tests(off, record.tests(), expected, output, exit);
  }

  private TestResult result(TestId id, RunRecord.@Nullable Test test, RunOutcome outcome) {
    if (test != null) {
      return new TestResult(id, test.status(), test.duration(), test.message());
    }
    if (outcome == RunOutcome.TAMPERED || outcome == RunOutcome.INFRASTRUCTURE) {
      return new TestResult(id, TestStatus.MISSING, Duration.ZERO, "");
    }
    if (id.value().equals(record.running())) {
      return new TestResult(id, TestStatus.ERROR, Duration.ZERO, "it did not end");
    }
    for (Map.Entry<String, String> e : record.collectErrors().entrySet()) {
      String path = e.getKey();
      String value = id.value();
      if (value.equals(path) || isIn(value, path)) {
        return new TestResult(id, TestStatus.ERROR, Duration.ZERO, e.getValue());
      }
    }
    return new TestResult(id, TestStatus.MISSING, Duration.ZERO, "");
  }

  /** A test of a file or directory in Python, of a class in Java. */
  private static boolean isIn(String test, String place) {
    return test.startsWith(place)
        && test.length() > place.length()
        && (test.startsWith("::", place.length())
            || "/#$".indexOf(test.charAt(place.length())) >= 0);
  }

  private static String last(String message) {
    String text = message.strip();
    String line = text.substring(text.lastIndexOf('\n') + 1);
    return line.startsWith("E ") ? line.substring(2).strip() : line;
  }

  private String tail() {
    String text = output.strip();
    return text.isEmpty()
        ? "it printed nothing"
        : text.substring(Math.max(0, text.length() - TAIL));
  }
}
