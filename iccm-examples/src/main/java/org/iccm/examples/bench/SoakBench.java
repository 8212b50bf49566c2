package org.iccm.examples.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.function.ToLongFunction;
import org.apache.commons.math3.stat.regression.SimpleRegression;
import org.iccm.api.Iccm;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;

/**
 * Many runs in a row, every twentieth of a hostile candidate: is a result lost, doubled or
 * another's, does memory grow, is anything left? Each honest candidate passes a set of tests that
 * no other one passes. Arguments: runs (default 10,000, at most 65,536), the runner (default {@code
 * bubblewrap}).
 */
final class SoakBench implements Bench.Measurement {
  private static final int RUNS = 10_000;
  private static final int PARTS = 20;

  /** Pools fill and code is compiled in the first of the parts. */
  private static final int WARM_UP = 4;

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    int runs = args.isEmpty() ? RUNS : Integer.parseInt(args.get(0));
    String name = args.size() > 1 ? args.get(1) : "bubblewrap";
    if (runs < PARTS || runs > 1 << 16) {
      throw new IllegalArgumentException("between " + PARTS + " and 65536 runs, not " + runs);
    }
    BenchResult result = new BenchResult();
    SoakTraces before = SoakTraces.now(name);
    Tally tally = new Tally(runs);
    List<SoakTraces> samples = new ArrayList<>();
    long begin = System.nanoTime();
    try (Iccm iccm =
        Iccm.builder()
            .runner(name, Map.of())
            .workDirectory(root.resolve("target").resolve("bench").resolve("soak"))
            .build()) {
      TestRunner runner = iccm.runner();
      int atOnce = runner.card().concurrency();
      ExecutorService threads = Executors.newFixedThreadPool(atOnce);
      try {
        soak(name, runner, threads, tally, samples);
      } finally {
        threads.shutdownNow();
      }
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    result.row("before", before.counts());
    result.row("warm", samples.get(WARM_UP - 1).counts());
    result.row("last", samples.get(samples.size() - 1).counts());
    result.row("after", SoakTraces.now(name).counts());
    result.row("outcomes", new TreeMap<>(tally.outcomes));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("runner", name);
    row.put("runs", runs);
    row.put("hostile", tally.hostile.get());
    row.put("lost", tally.times(0));
    row.put("doubled", tally.more());
    row.put("wrong", tally.wrong.get());
    row.put("infrastructure", tally.infrastructure.get());
    row.put("seconds", seconds);
    row.put("runsPerSecond", runs / seconds);
    row.put("heapKilobytesPer1000Runs", slope(samples, runs, SoakTraces::heapKilobytes));
    row.put(
        "kilobytesOfAProcessPer1000Runs", slope(samples, runs, SoakTraces::kilobytesOfAProcess));
    result.row("soak", row);
    return result;
  }

  /** What became of each run. */
  private static final class Tally {
    final AtomicIntegerArray ended;
    final AtomicInteger hostile = new AtomicInteger();
    final AtomicInteger wrong = new AtomicInteger();
    final AtomicInteger infrastructure = new AtomicInteger();
    final Map<String, Integer> outcomes = new LinkedHashMap<>();

    Tally(int runs) {
      ended = new AtomicIntegerArray(runs);
    }

    long times(int n) {
      long found = 0;
      for (int i = 0; i < ended.length(); i++) {
        found += ended.get(i) == n ? 1 : 0;
      }
      return found;
    }

    long more() {
      return ended.length() - times(0) - times(1);
    }

    void take(int number, SoakCandidates.Plan plan, TestReport report, double seconds) {
      if (report.outcome() == RunOutcome.INFRASTRUCTURE) {
        infrastructure.incrementAndGet();
        System.out.println(number + " " + plan.name() + ", " + seconds + " s: " + report);
        return;
      }
      ended.incrementAndGet(number);
      boolean honest = plan.name().equals("honest");
      hostile.addAndGet(honest ? 0 : 1);
      boolean asExpected =
          plan.expected().equals(Set.copyOf(report.passed()))
              && (!honest || report.outcome() == RunOutcome.COMPLETED);
      if (!asExpected) {
        wrong.incrementAndGet();
        System.out.println(number + " " + plan.name() + ", " + seconds + " s: " + report);
      }
      synchronized (outcomes) {
        outcomes.merge(plan.name() + " " + report.outcome(), 1, Integer::sum);
      }
    }
  }

  private static void soak(
      String name,
      TestRunner runner,
      ExecutorService threads,
      Tally tally,
      List<SoakTraces> samples)
      throws Exception {
    EnvironmentSpec environment =
        EnvironmentSpec.builder("python")
            .limits(
                ResourceLimits.builder()
                    .memoryBytes(256L << 20)
                    .processes(32)
                    .diskBytes(16L << 20)
                    .build())
            .build();
    PreparedSuite together = runner.prepare(SoakCandidates.suite(), environment);
    boolean isolates = runner.card().isolationModes().contains(IsolationMode.ISOLATED);
    PreparedSuite apart =
        isolates ? runner.describe(together, SoakCandidates.original()) : together;
    int runs = tally.ended.length();
    for (int part = 0; part < PARTS; part++) {
      List<Future<?>> flying = new ArrayList<>();
      for (int i = part * runs / PARTS; i < (part + 1) * runs / PARTS; i++) {
        int number = i;
        flying.add(
            threads.submit(
                () -> {
                  SoakCandidates.Plan plan = SoakCandidates.plan(number);
                  // neighbours differ, and each attack meets both modes
                  boolean isolated = isolates && (number + number / 20 / 14) % 2 == 0;
                  TestRun run =
                      TestRun.builder(isolated ? apart : together, plan.files())
                          .timeLimit(plan.limit())
                          .isolation(isolated ? IsolationMode.ISOLATED : IsolationMode.IN_PROCESS)
                          .build();
                  long from = System.nanoTime();
                  TestReport report = runner.run(run);
                  tally.take(number, plan, report, (System.nanoTime() - from) / 1e9);
                  return null;
                }));
      }
      for (Future<?> one : flying) {
        one.get();
      }
      samples.add(SoakTraces.now(name));
      System.out.println((part + 1) * runs / PARTS + " " + samples.get(part));
    }
  }

  /** Of a straight line through the samples after the warm-up, where there is something. */
  private static double slope(
      List<SoakTraces> samples, int runs, ToLongFunction<SoakTraces> figure) {
    SimpleRegression line = new SimpleRegression();
    for (int i = WARM_UP; i < samples.size(); i++) {
      long y = figure.applyAsLong(samples.get(i));
      if (y > 0) {
        line.addData((i + 1.0) * runs / PARTS / 1000, y);
      }
    }
    return line.getSlope();
  }
}
