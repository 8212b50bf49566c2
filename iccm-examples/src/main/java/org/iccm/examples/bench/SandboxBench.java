package org.iccm.examples.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.iccm.api.Iccm;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;

/**
 * Executions of whole suites a second: a fresh hardened {@code docker run} for each, ICCM's Docker
 * runner, ICCM's bubblewrap runner, and bare {@code python -m pytest} without any isolation. All
 * four do the same executions in turns, four at a time, of which the runners take as many at once
 * as they find worth it: originals, and what models wrote for them. Arguments: rounds (default 7).
 * Linux, Docker and root.
 */
final class SandboxBench implements Bench.Measurement {
  private static final int AT_ONCE = 4;
  private static final int ROUNDS = 7;
  private static final int WARM_ROUNDS = 8;
  private static final Set<String> POOLS = Set.of("docker pool", "bubblewrap");
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final double SECONDS_A_DAY = 86_400;

  /** One way to run a suite: tests passed. */
  @FunctionalInterface
  private interface Arm {
    long passed(Candidate candidate) throws Exception;
  }

  private static final class Figures {
    private final List<Double> seconds = Collections.synchronizedList(new ArrayList<>());
    private final List<Double> rates = new ArrayList<>();
  }

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    int rounds = args.isEmpty() ? ROUNDS : Integer.parseInt(args.get(0));
    List<Candidate> all = Candidates.originalsAndReconstructions(root, 1);
    Path work = Bench.temporaryDirectory();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try (Iccm docker = iccm("docker", work);
        Iccm bubblewrap = iccm("bubblewrap", work)) {
      PlainPytest plain = new PlainPytest(all, work.resolve("plain"), LIMIT);
      Map<String, Long> expected = new LinkedHashMap<>();
      List<Candidate> candidates = inTime(all, plain, expected);
      Map<String, Arm> arms = new LinkedHashMap<>();
      arms.put("docker run", plain::inDocker);
      arms.put("docker pool", runner(docker.runner(), candidates));
      arms.put("bubblewrap", runner(bubblewrap.runner(), candidates));
      arms.put("bare pytest", plain::bare);
      Map<String, Figures> figures = new LinkedHashMap<>();
      arms.keySet().forEach(name -> figures.put(name, new Figures()));
      // Not counted: images, page cache, and what runs for hours in training has once: suites'
      // parents in each slot, compiled code.
      for (Map.Entry<String, Arm> arm : arms.entrySet()) {
        int warm = POOLS.contains(arm.getKey()) ? WARM_ROUNDS : 1;
        for (int round = 0; round < warm; round++) {
          round(threads, arm.getKey(), arm.getValue(), candidates, expected, new Figures());
        }
      }
      for (int round = 0; round < rounds; round++) {
        for (Map.Entry<String, Arm> arm : arms.entrySet()) {
          Figures f = Objects.requireNonNull(figures.get(arm.getKey()));
          round(threads, arm.getKey(), arm.getValue(), candidates, expected, f);
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

  /** In the best mode that the runner has for the suite. */
  private static Arm runner(TestRunner runner, List<Candidate> candidates) {
    Map<String, PreparedSuite> suites = new LinkedHashMap<>();
    boolean isolated = runner.card().isolationModes().contains(IsolationMode.ISOLATED);
    for (Candidate c : candidates) {
      suites.computeIfAbsent(
          c.app().id(),
          id -> {
            PreparedSuite suite =
                runner.prepare(
                    c.app().suite(), EnvironmentSpec.builder(c.app().suite().language()).build());
            return isolated ? runner.describe(suite, c.app().view().sources()) : suite;
          });
    }
    return c -> {
      TestReport report =
          runner.run(
              TestRun.builder(Objects.requireNonNull(suites.get(c.app().id())), c.files())
                  .timeLimit(LIMIT)
                  .isolation(isolated ? IsolationMode.ISOLATED : IsolationMode.IN_PROCESS)
                  .build());
      return report.results().stream().filter(r -> r.status() == TestStatus.PASSED).count();
    };
  }

  /** Those that end; what hangs costs each arm its limit and says nothing about it. */
  private static List<Candidate> inTime(
      List<Candidate> all, PlainPytest plain, Map<String, Long> expected) throws Exception {
    List<Candidate> candidates = new ArrayList<>();
    for (Candidate c : all) {
      PlainPytest.Verdicts verdicts = plain.verdicts(c);
      if (!verdicts.timeout()) {
        candidates.add(c);
        expected.put(
            c.name(),
            verdicts.tests().values().stream().filter(s -> s == TestStatus.PASSED).count());
      }
    }
    System.out.printf(
        "%d candidates: %d originals and what models wrote; %d that hang are left out%n",
        candidates.size(),
        candidates.stream().filter(Candidate::isOriginal).count(),
        all.size() - candidates.size());
    return candidates;
  }

  private static void round(
      ExecutorService threads,
      String name,
      Arm arm,
      List<Candidate> candidates,
      Map<String, Long> expected,
      Figures figures)
      throws Exception {
    long begin = System.nanoTime();
    List<Future<?>> running = new ArrayList<>();
    for (Candidate c : candidates) {
      running.add(
          threads.submit(
              () -> {
                long from = System.nanoTime();
                long passed = arm.passed(c);
                figures.seconds.add((System.nanoTime() - from) / 1e9);
                if (!Objects.equals(passed, expected.get(c.name()))) {
                  throw new IllegalStateException(
                      name
                          + ": "
                          + c.name()
                          + " passed "
                          + passed
                          + " of "
                          + expected.get(c.name()));
                }
                return passed;
              }));
    }
    for (Future<?> one : running) {
      one.get();
    }
    figures.rates.add(candidates.size() / ((System.nanoTime() - begin) / 1e9));
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
