package org.iccm.examples.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.iccm.api.Iccm;
import org.iccm.api.application.Application;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.TestId;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;

/**
 * Whether both runners, in both modes, judge as bare pytest does: reconstructions that models
 * wrote, and originals with functions of theirs, test by test. Arguments: how many candidates
 * (default 1000), then runners (default bubblewrap and docker).
 */
final class VerdictsBench implements Bench.Measurement {
  private static final int AT_ONCE = 2;
  private static final Duration LIMIT = Duration.ofSeconds(10);

  /** One runner in one mode, with its suites. */
  private record Arm(
      String name, TestRunner runner, IsolationMode mode, Map<String, PreparedSuite> suites) {}

  /** What one arm made of all candidates. */
  private static final class Count {
    private int candidates;
    private int partial;
    private int identical;
    private int different;
    private final Map<VerdictDifference, Integer> explained = new TreeMap<>();
    private final List<String> unexplained = new ArrayList<>();
  }

  @Override
  public BenchResult run(List<String> args, Path root) throws Exception {
    int most = args.isEmpty() ? 1000 : Integer.parseInt(args.get(0));
    List<String> runners =
        args.size() > 1 ? args.subList(1, args.size()) : List.of("bubblewrap", "docker");
    Path work = Bench.temporaryDirectory();
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    List<Iccm> open = new ArrayList<>();
    try {
      List<Arm> arms = new ArrayList<>();
      for (String runner : runners) {
        Iccm iccm =
            Iccm.builder()
                .runner(runner, Map.of("isolated", true))
                .workDirectory(work.resolve(runner))
                .build();
        open.add(iccm);
        arms.addAll(arms(runner, iccm.runner(), Bench.applications(root)));
      }
      LanguageSupport language = open.get(0).language("python").orElseThrow();
      List<Candidate> candidates = new ArrayList<>(Candidates.many(root, language, most));
      List<Candidate> originals =
          Bench.applications(root).stream().map(Candidate::original).toList();
      candidates.addAll(0, originals);
      PlainPytest plain = new PlainPytest(candidates, work.resolve("plain"), LIMIT);
      Map<String, List<TestId>> tests = new LinkedHashMap<>();
      for (Candidate original : originals) {
        tests.put(
            original.app().id(),
            plain.verdicts(original).tests().keySet().stream().map(TestId::new).toList());
      }
      Map<Arm, Count> counts = new LinkedHashMap<>();
      arms.forEach(arm -> counts.put(arm, new Count()));
      List<Future<?>> running = new ArrayList<>();
      for (Candidate c : candidates) {
        running.add(
            threads.submit(
                () -> {
                  judge(c, tests.getOrDefault(c.app().id(), List.of()), plain, counts);
                  return c;
                }));
      }
      for (Future<?> one : running) {
        one.get();
      }
      return result(counts);
    } finally {
      threads.shutdownNow();
      open.forEach(Iccm::close);
    }
  }

  private static List<Arm> arms(String name, TestRunner runner, List<Application> apps) {
    List<Arm> arms = new ArrayList<>();
    for (IsolationMode mode : runner.card().isolationModes()) {
      Map<String, PreparedSuite> suites = new LinkedHashMap<>();
      for (Application app : apps) {
        PreparedSuite suite =
            runner.prepare(app.suite(), EnvironmentSpec.builder(app.suite().language()).build());
        suites.put(
            app.id(),
            mode == IsolationMode.ISOLATED ? runner.describe(suite, app.view().sources()) : suite);
      }
      arms.add(new Arm(name + " " + mode.name(), runner, mode, suites));
    }
    return arms;
  }

  private static void judge(
      Candidate c, List<TestId> tests, PlainPytest plain, Map<Arm, Count> counts) throws Exception {
    PlainPytest.Verdicts bare = plain.verdicts(c);
    for (Map.Entry<Arm, Count> entry : counts.entrySet()) {
      Arm arm = entry.getKey();
      TestReport report =
          arm.runner.run(
              TestRun.builder(Objects.requireNonNull(arm.suites.get(c.app().id())), c.files())
                  .testIds(tests)
                  .timeLimit(LIMIT)
                  .isolation(arm.mode)
                  .build());
      synchronized (counts) {
        compare(c, bare, report, entry.getValue());
      }
    }
  }

  private static void compare(
      Candidate c, PlainPytest.Verdicts bare, TestReport report, Count count) {
    count.candidates++;
    int passed = 0;
    for (TestResult result : report.results()) {
      TestStatus expected = expected(bare, result.id());
      passed += expected == TestStatus.PASSED ? 1 : 0;
      if (expected == result.status()) {
        count.identical++;
        continue;
      }
      count.different++;
      VerdictDifference why = VerdictDifference.of(bare, report, expected, result);
      if (why != VerdictDifference.UNEXPLAINED) {
        count.explained.merge(why, 1, Integer::sum);
      } else {
        count.unexplained.add(
            c.name()
                + " "
                + result.id().value()
                + ": bare "
                + expected
                + ", "
                + result.status()
                + " ("
                + report.outcome()
                + " "
                + report.detail()
                + ") "
                + result.message().strip().replaceFirst("(?s).*\n", ""));
      }
    }
    count.partial += passed > 0 && passed < report.results().size() ? 1 : 0;
  }

  private static TestStatus expected(PlainPytest.Verdicts bare, TestId id) {
    TestStatus status = bare.tests().get(id.value());
    if (status != null) {
      return status;
    }
    String value = id.value();
    boolean broken =
        bare.broken().stream()
            .anyMatch(
                b -> value.equals(b) || value.startsWith(b + "::") || value.startsWith(b + "/"));
    return broken ? TestStatus.ERROR : TestStatus.MISSING;
  }

  private static BenchResult result(Map<Arm, Count> counts) {
    BenchResult result = new BenchResult();
    int unexplained = 0;
    for (Map.Entry<Arm, Count> entry : counts.entrySet()) {
      Count count = entry.getValue();
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("candidates", count.candidates);
      row.put("partial", count.partial);
      row.put("identical", count.identical);
      row.put("different", count.different);
      count.explained.forEach((why, n) -> row.put(why.name(), n));
      row.put("unexplained", count.unexplained.size());
      unexplained += count.unexplained.size();
      count.unexplained.stream()
          .sorted()
          .limit(20)
          .forEach(d -> System.out.println(entry.getKey().name + ": " + d));
      result.row(entry.getKey().name, row);
    }
    return unexplained == 0
        ? result
        : result.failed(unexplained + " verdicts differ for no known cause");
  }
}
