package org.iccm.examples.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;

/**
 * Executions of whole suites a second: a fresh hardened {@code docker run} for each, ICCM's Docker
 * runner, ICCM's bubblewrap runner, and bare {@code python -m pytest} without any isolation. All
 * four do the same executions in turns, two at a time. Arguments: rounds (default 7). Linux, Docker
 * and root.
 */
final class SandboxBench implements Bench.Measurement {
  private static final int AT_ONCE = 2;
  private static final int ROUNDS = 7;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final double SECONDS_A_DAY = 86_400;

  /** One way to run a suite: tests passed. */
  @FunctionalInterface
  private interface Arm {
    long passed(Application app) throws Exception;
  }

  private static final class Figures {
    private final List<Double> seconds = Collections.synchronizedList(new ArrayList<>());
    private final List<Double> rates = new ArrayList<>();
  }

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    int rounds = args.isEmpty() ? ROUNDS : Integer.parseInt(args.get(0));
    List<Application> apps = Bench.applications(root);
    Path work = Files.createTempDirectory("iccm-bench");
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try (Iccm docker = iccm("docker", work);
        Iccm bubblewrap = iccm("bubblewrap", work)) {
      PlainPytest plain = new PlainPytest(apps, work.resolve("plain"));
      Map<String, Arm> arms = new LinkedHashMap<>();
      arms.put("docker run", plain::inDocker);
      arms.put("docker pool", runner(docker.runner(), apps));
      arms.put("bubblewrap", runner(bubblewrap.runner(), apps));
      arms.put("bare pytest", plain::bare);
      Map<String, Figures> figures = new LinkedHashMap<>();
      arms.keySet().forEach(name -> figures.put(name, new Figures()));
      Map<String, Long> expected = expected(apps, plain::bare);
      // The first round warms up: images, page cache, pools, compiled code.
      for (int round = 0; round <= rounds; round++) {
        for (Map.Entry<String, Arm> arm : arms.entrySet()) {
          Figures f =
              round == 0 ? new Figures() : Objects.requireNonNull(figures.get(arm.getKey()));
          round(threads, arm.getKey(), arm.getValue(), apps, expected, f);
        }
      }
      return result(figures);
    } finally {
      threads.shutdownNow();
    }
  }

  private static Iccm iccm(String runner, Path work) {
    return Iccm.builder()
        .runner(runner, Map.of())
        .workDirectory(work.resolve(runner.replace(' ', '-')))
        .build();
  }

  private static Arm runner(TestRunner runner, List<Application> apps) {
    Map<String, PreparedSuite> suites = new LinkedHashMap<>();
    for (Application app : apps) {
      suites.put(
          app.id(),
          runner.prepare(app.suite(), EnvironmentSpec.builder(app.suite().language()).build()));
    }
    return app -> {
      TestReport report =
          runner.run(
              TestRun.builder(Objects.requireNonNull(suites.get(app.id())), app.view().sources())
                  .timeLimit(LIMIT)
                  .build());
      return report.results().stream().filter(r -> r.status() == TestStatus.PASSED).count();
    };
  }

  private static Map<String, Long> expected(List<Application> apps, Arm bare) throws Exception {
    Map<String, Long> expected = new LinkedHashMap<>();
    for (Application app : apps) {
      expected.put(app.id(), bare.passed(app));
    }
    return expected;
  }

  private static void round(
      ExecutorService threads,
      String name,
      Arm arm,
      List<Application> apps,
      Map<String, Long> expected,
      Figures figures)
      throws Exception {
    long begin = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (Application app : apps) {
      running.add(
          threads.submit(
              () -> {
                long from = System.nanoTime();
                long passed = arm.passed(app);
                figures.seconds.add((System.nanoTime() - from) / 1e9);
                if (!Objects.equals(passed, expected.get(app.id()))) {
                  throw new IllegalStateException(
                      name
                          + ": "
                          + app.id()
                          + " passed "
                          + passed
                          + " of "
                          + expected.get(app.id()));
                }
                return passed;
              }));
    }
    for (Future<?> one : running) {
      one.get();
    }
    figures.rates.add(apps.size() / ((System.nanoTime() - begin) / 1e9));
  }

  private static BenchResult result(Map<String, Figures> all) {
    BenchResult result = new BenchResult();
    all.forEach(
        (name, f) -> {
          Map<String, Object> row = new LinkedHashMap<>();
          row.put("executionsPerSecond", part(f.rates, .5));
          row.put("p50Milliseconds", 1e3 * part(f.seconds, .5));
          row.put("p95Milliseconds", 1e3 * part(f.seconds, .95));
          row.put("executionsPerDay", (double) Math.round(SECONDS_A_DAY * part(f.rates, .5)));
          result.row(name, row);
        });
    ratio(result, all, "bubblewrap", "docker run");
    ratio(result, all, "docker pool", "docker run");
    ratio(result, all, "bubblewrap", "bare pytest");
    ratio(result, all, "docker pool", "bare pytest");
    return result;
  }

  /** The median over the rounds: what disturbs a round disturbs both. */
  private static void ratio(BenchResult result, Map<String, Figures> all, String a, String b) {
    List<Double> ratios = new ArrayList<>();
    List<Double> one = Objects.requireNonNull(all.get(a)).rates;
    List<Double> other = Objects.requireNonNull(all.get(b)).rates;
    for (int i = 0; i < one.size(); i++) {
      ratios.add(one.get(i) / other.get(i));
    }
    result.ratio(a.replace(' ', '_') + "_vs_" + b.replace(' ', '_'), part(ratios, .5));
  }

  private static double part(List<Double> values, double share) {
    List<Double> sorted = values.stream().sorted().toList();
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(share * (sorted.size() - 1))));
  }
}
