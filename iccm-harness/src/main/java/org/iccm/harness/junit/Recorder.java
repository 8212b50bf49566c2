package org.iccm.harness.junit;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;

/** Reports what JUnit tells, test by test. */
final class Recorder implements TestExecutionListener {
  private static final int FRAMES = 12;

  private final Report report;
  private final Set<String> wanted;
  private final int messageChars;
  private final Set<String> known = new HashSet<>();
  private final Map<String, Long> begun = new LinkedHashMap<>();
  private String open = "";
  private TestPlan plan;
  private boolean bad;
  private boolean failedAltogether;

  Recorder(Report report, TestPlan plan, Orders orders) {
    this.report = report;
    this.plan = plan;
    this.wanted = Set.copyOf(orders.ids());
    this.messageChars = orders.messageChars();
  }

  /** Tests that are known before any of them runs; those of templates follow. */
  void collected(Map<String, String> errors) {
    List<String> ids =
        plan.getRoots().stream()
            .flatMap(root -> plan.getDescendants(root).stream())
            .filter(this::counts)
            .map(Recorder::name)
            .toList();
    known.addAll(ids);
    bad |= !errors.isEmpty();
    report.line(
        "collected",
        Map.of(
            "ids",
            ids,
            "errors",
            errors.entrySet().stream()
                .map(e -> List.of(e.getKey(), Report.bounded(e.getValue(), messageChars)))
                .toList()));
  }

  /** Whether a test was not passed, or a file not loaded. */
  boolean bad() {
    return bad;
  }

  private boolean counts(TestIdentifier test) {
    return test.isTest() && (wanted.isEmpty() || wanted.contains(name(test)));
  }

  private static String name(TestIdentifier test) {
    return TestNames.of(test.getUniqueIdObject());
  }

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void dynamicTestRegistered(TestIdentifier test) {
    if (counts(test) && known.add(name(test))) {
      report.line("collected", Map.of("ids", List.of(name(test)), "errors", List.of()));
    }
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (counts(test)) {
      begin(name(test));
    }
  }

  private void begin(String name) {
    abandon();
    report.line("begin", Map.of("id", name));
    begun.put(name, System.nanoTime());
    open = name;
  }

  /** JUnit does not tell the end of a test whose exception it fails to handle. */
  private void abandon() {
    if (!open.isEmpty()) {
      end(open, "ERROR", "its exception could not be handled");
    }
  }

  @Override
  public void testPlanExecutionFinished(TestPlan finished) {
    abandon();
  }

  @Override
  public void executionSkipped(TestIdentifier test, String reason) {
    if (counts(test)) {
      begin(name(test));
      end(name(test), "SKIPPED", reason);
    } else {
      plan.getChildren(test).forEach(child -> executionSkipped(child, reason));
    }
  }

  @Override
  public void executionFinished(TestIdentifier test, TestExecutionResult result) {
    TestExecutionResult.Status ended = result.getStatus();
    boolean asserted = result.getThrowable().filter(AssertionError.class::isInstance).isPresent();
    String status = asserted ? "FAILED" : "ERROR";
    if (ended != TestExecutionResult.Status.FAILED) {
      status = ended == TestExecutionResult.Status.SUCCESSFUL ? "PASSED" : "SKIPPED";
    }
    String message = result.getThrowable().map(this::text).orElse("");
    if (counts(test)) {
      if (open.equals(name(test))) {
        end(open, status, message);
      }
    } else if (!status.equals("PASSED") && !test.isTest()) {
      failedAltogether |= test.getParentIdObject().isEmpty() && status.equals("ERROR");
      stopped(test, status.equals("SKIPPED") ? status : "ERROR", message);
    }
  }

  /** Tests in a container that failed as a whole, of which none had begun. */
  private void stopped(TestIdentifier container, String status, String message) {
    for (TestIdentifier inner : plan.getDescendants(container)) {
      if (counts(inner) && known.contains(name(inner)) && !begun.containsKey(name(inner))) {
        begin(name(inner));
        end(name(inner), status, message);
      }
    }
  }

  private void end(String name, String status, String message) {
    Long since = begun.get(name);
    open = "";
    bad |= status.equals("FAILED") || status.equals("ERROR");
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("id", name);
    line.put("status", status);
    line.put("seconds", since == null ? 0.0 : (System.nanoTime() - since) / 1e9);
    line.put("message", Report.bounded(message, messageChars));
    line.put("memory", false);
    report.line("test", line);
  }

  /** Whether JUnit itself failed. */
  boolean failedAltogether() {
    return failedAltogether;
  }

  /** An exception is the candidate's, so it may do anything when asked. */
  private String text(Throwable error) {
    try {
      StringWriter text = new StringWriter();
      PrintWriter out = new PrintWriter(text);
      Throwable next = error;
      for (int depth = 0; next != null && depth < 4; depth++) {
        out.println((depth == 0 ? "" : "Caused by: ") + next);
        int shown = 0;
        for (StackTraceElement frame : next.getStackTrace()) {
          String place = frame.getClassName();
          if (shown < FRAMES && !place.startsWith("org.junit.") && !place.startsWith("java.")) {
            out.println("    at " + frame);
            shown++;
          }
        }
        next = next.getCause();
      }
      return text.toString().strip();
    } catch (Throwable e) {
      return error.getClass().getName() + " (not shown: " + e.getClass().getName() + ")";
    }
  }
}
