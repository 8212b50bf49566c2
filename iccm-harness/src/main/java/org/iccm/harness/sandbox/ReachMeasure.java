package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;

/**
 * Measures which tests reach which units: the tests of each file in one run, so that its imports
 * are its own, each forked after collection; what does not pass there is tried once more alone,
 * because a fork has no threads that an import started. Used once, by one thread.
 */
final class ReachMeasure {
  /** So many tests share one collection; more are spread over the slots. */
  private static final int TESTS_A_RUN = 32;

  private static final int TRIES = 3;
  private static final int REASON_CHARS = 300;

  /** Runs tests under the tracer. Called by several threads. */
  interface Tracing {
    /**
     * Runs tests of one file.
     *
     * @param run the tests
     * @param alone whether in the process that collects them
     * @param classes names of the original's classes by path
     * @return what was reported
     * @throws InterruptedException if interrupted
     */
    Traced run(TestRun run, boolean alone, Map<String, List<String>> classes)
        throws InterruptedException;
  }

  /**
   * A run under the tracer.
   *
   * @param record its report
   * @param outOfMemory whether the kernel killed for want of memory
   * @param output what was printed
   */
  record Traced(RunRecord record, boolean outOfMemory, String output) {}

  private final Box box;
  private final List<CodeUnit> units;
  private final UnitLines lines;
  private final Tracing tracing;

  ReachMeasure(Box box, List<CodeUnit> units, Tracing tracing) {
    this.box = box;
    this.units = List.copyOf(units);
    this.lines = new UnitLines(units);
    this.tracing = tracing;
  }

  /** What one test reached, or why that is not known. */
  private record Found(TestId test, Set<UnitId> reached, Set<UnitId> imported, String why) {}

  Reach measure(TestRun original) throws InterruptedException {
    Map<String, List<TestId>> byFile = new LinkedHashMap<>();
    for (TestId id : original.testIds()) {
      byFile.computeIfAbsent(id.value().replaceFirst("::.*", ""), f -> new ArrayList<>()).add(id);
    }
    AtomicInteger threads = new AtomicInteger();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.max(1, box.concurrency()),
            task -> {
              Thread thread = new Thread(task, "iccm-reach-" + threads.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
    try {
      List<Future<List<Found>>> under = new ArrayList<>();
      for (List<TestId> tests : byFile.values()) {
        for (int i = 0; i < tests.size(); i += TESTS_A_RUN) {
          List<TestId> some = tests.subList(i, Math.min(tests.size(), i + TESTS_A_RUN));
          TestRun run = original.toBuilder().testIds(some).build();
          under.add(pool.submit(() -> together(run)));
        }
      }
      Reach.Builder reach = Reach.builder(units.stream().map(CodeUnit::id).toList());
      for (Future<List<Found>> one : under) {
        for (Found found : one.get()) {
          if (found.why.isEmpty()) {
            reach.test(found.test, found.reached, found.imported);
          } else {
            reach.unknown(found.test, found.why);
          }
        }
      }
      return reach.build();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }

  private List<Found> together(TestRun run) throws InterruptedException {
    Traced traced = traced(run, false);
    List<Found> found = new ArrayList<>();
    for (TestId test : run.testIds()) {
      Found first = found(test, traced);
      JsonNode said = traced.record.reached().get(test.value());
      boolean ended = said != null && passed(said);
      if (!ended && !traced.record.collectErrors().isEmpty()) {
        // alone it could not be collected either
        found.add(first);
      } else {
        found.add(
            ended
                ? first
                : found(test, traced(run.toBuilder().testIds(List.of(test)).build(), true)));
      }
    }
    return found;
  }

  /** Once more where the sandbox failed: one lost run need not cost all the others. */
  private Traced traced(TestRun run, boolean alone) throws InterruptedException {
    for (int i = 1; ; i++) {
      Traced traced = tracing.run(run, alone, lines.classNames());
      if (traced.outOfMemory || (traced.record.parentEnd().isPresent() && traced.record.ready())) {
        return traced;
      }
      if (i == TRIES) {
        throw new RunnerException(
            box.name(),
            true,
            "what the tests of "
                + run.suite().suite().applicationId()
                + " reach was not found out: the sandbox ended before its report: "
                + traced.output.strip());
      }
    }
  }

  private static boolean passed(JsonNode said) {
    return said.path("status").asText().equals(TestStatus.PASSED.name());
  }

  private Found found(TestId test, Traced traced) {
    JsonNode said = traced.record.reached().get(test.value());
    String why = said == null ? missing(test, traced) : said.path("why").asText();
    if (said != null && !passed(said)) {
      why = "under the tracer it ends " + said.path("status").asText() + ": " + message(said);
    }
    if (said == null || !why.isEmpty()) {
      return new Found(test, Set.of(), Set.of(), why);
    }
    JsonNode loaded = traced.record.loaded().orElse(MissingNode.getInstance());
    Set<UnitId> imported =
        new HashSet<>(lines.units(loaded.path("loading"), MissingNode.getInstance()));
    imported.addAll(lines.units(said.path("loading"), MissingNode.getInstance()));
    return new Found(test, lines.units(said.path("direct"), said.path("named")), imported, "");
  }

  private static String missing(TestId test, Traced traced) {
    RunRecord record = traced.record;
    JsonNode end = record.parentEnd().orElse(MissingNode.getInstance());
    if (traced.outOfMemory || end.path("memory").asBoolean()) {
      return "under the tracer it is over the memory limit";
    }
    if (end.path("timeout").asBoolean()) {
      return "under the tracer it is over the time limit";
    }
    if (!record.collectErrors().isEmpty()) {
      return "its file cannot be collected: "
          + clip(record.collectErrors().values().iterator().next());
    }
    return record.collected().contains(test.value())
        ? "under the tracer its process ended"
        : "the suite has no such test";
  }

  private static String message(JsonNode said) {
    return clip(said.path("message").asText());
  }

  private static String clip(String text) {
    String t = text.strip();
    return t.length() > REASON_CHARS ? t.substring(t.length() - REASON_CHARS) : t;
  }
}
