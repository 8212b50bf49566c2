package org.iccm.testkit.doubles;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.Reach;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.RunnerCard;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.api.testing.TestStatus;
import org.jspecify.annotations.Nullable;

/**
 * A runner that runs nothing: reports are set by the candidate's content or made by a function. It
 * counts its runs and may delay. It finds tests as lines that begin with {@code def test_}.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ScriptedTestRunner implements TestRunner {
  private static final Pattern TEST = Pattern.compile("(?m)^def (test_\\w+)");
  private static final Duration TEST_TIME = Duration.ofMillis(2);

  private final String environmentDigest;
  private final Map<String, Function<TestRun, TestReport>> byContent;
  private final Set<String> endless;
  private final Function<TestRun, TestReport> otherwise;
  private final Duration delay;
  private final Optional<BiFunction<TestRun, List<CodeUnit>, Reach>> reach;
  private final RunnerCard card;
  private final Life life;
  private final List<TestRun> runs = new CopyOnWriteArrayList<>();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();

  private ScriptedTestRunner(Builder b) {
    this.environmentDigest = b.environmentDigest;
    this.byContent = Map.copyOf(b.byContent);
    this.endless = Set.copyOf(b.endless);
    this.otherwise = b.otherwise;
    this.delay = b.delay;
    this.reach = Optional.ofNullable(b.reach);
    this.card =
        RunnerCard.builder("scripted", "scripted/" + b.environmentDigest)
            .concurrency(b.concurrency)
            .limits(b.limits)
            .acceptedAbsent(b.acceptedAbsent)
            .isolationModes(b.isolationModes)
            .build();
    this.life = new Life("scripted runner");
  }

  /**
   * Starts a builder of a runner that calls every candidate broken.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The tests of a suite.
   *
   * @param suite the suite
   * @return their ids, sorted
   */
  public static List<TestId> testsOf(TestSuite suite) {
    List<TestId> ids = new ArrayList<>();
    for (SourceFile file : suite.files()) {
      Matcher matcher = TEST.matcher(file.text());
      while (matcher.find()) {
        ids.add(new TestId(file.path() + "::" + matcher.group(1)));
      }
    }
    return ids.stream().sorted().toList();
  }

  /**
   * A report of tests that ran. Named tests that the suite lacks are missing.
   *
   * @param run the run
   * @param statuses what became of each test
   * @return the report
   */
  public static TestReport ran(TestRun run, Function<TestId, TestStatus> statuses) {
    Set<TestId> found = new HashSet<>(testsOf(run.suite().suite()));
    List<TestId> wanted = run.testIds().isEmpty() ? testsOf(run.suite().suite()) : run.testIds();
    List<TestResult> results = new ArrayList<>();
    for (TestId id : wanted) {
      TestStatus status = found.contains(id) ? statuses.apply(id) : TestStatus.MISSING;
      boolean well = status == TestStatus.PASSED;
      results.add(new TestResult(id, status, TEST_TIME, well ? "" : "scripted " + status));
    }
    return TestReport.builder(RunOutcome.COMPLETED)
        .results(results)
        .duration(TEST_TIME.multipliedBy(Math.max(1, results.size())))
        .isolation(run.isolation())
        .build();
  }

  /**
   * A report of tests that passed or failed.
   *
   * @param run the run
   * @param passed which tests passed
   * @return the report
   */
  public static TestReport passing(TestRun run, Predicate<TestId> passed) {
    return ran(run, id -> passed.test(id) ? TestStatus.PASSED : TestStatus.FAILED);
  }

  /**
   * A report of a run that did not come to its tests' end.
   *
   * @param run the run
   * @param outcome what became of it
   * @return the report; named tests are missing
   */
  public static TestReport ended(TestRun run, RunOutcome outcome) {
    return TestReport.builder(outcome)
        .results(
            run.testIds().stream()
                .map(id -> new TestResult(id, TestStatus.MISSING, Duration.ZERO, ""))
                .toList())
        .duration(TEST_TIME)
        .detail("scripted " + outcome)
        .isolation(run.isolation())
        .build();
  }

  /** Returns how many runs were begun. */
  public int runs() {
    return runs.size();
  }

  /** Returns what was run, in order of arrival. */
  public List<TestRun> requests() {
    return List.copyOf(runs);
  }

  /** Returns the most runs that were ever under way at once. */
  public int peakConcurrency() {
    return peak.get();
  }

  @Override
  public RunnerCard card() {
    return card;
  }

  @Override
  public PreparedSuite prepare(TestSuite suite, EnvironmentSpec environment) {
    life.check();
    return PreparedSuite.builder(suite, environment, environmentDigest).build();
  }

  @Override
  public TestReport run(TestRun run) {
    life.check();
    if (!card.isolationModes().contains(run.isolation())) {
      throw new UnsupportedOperationException(
          "the scripted runner has no isolation " + run.isolation());
    }
    runs.add(run);
    int now = inFlight.incrementAndGet();
    peak.accumulateAndGet(now, Math::max);
    try {
      if (!delay.isZero()) {
        life.pause(delay);
      }
      String content = Digests.ofFiles(run.files());
      if (endless.contains(content)) {
        life.pause(run.timeLimit());
        return ended(run, RunOutcome.TIMEOUT);
      }
      return byContent.getOrDefault(content, otherwise).apply(run);
    } finally {
      inFlight.decrementAndGet();
    }
  }

  @Override
  public Optional<Reach> reach(TestRun original, List<CodeUnit> units) {
    life.check();
    return reach.map(r -> r.apply(original, units));
  }

  @Override
  public void close() {
    life.close();
  }

  /** Builds a {@link ScriptedTestRunner}. Not thread-safe. */
  public static final class Builder {
    private String environmentDigest = "scripted-environment";
    private final Map<String, Function<TestRun, TestReport>> byContent = new HashMap<>();
    private final Set<String> endless = new HashSet<>();
    private Function<TestRun, TestReport> otherwise =
        run -> ended(run, RunOutcome.CANDIDATE_BROKEN);
    private @Nullable BiFunction<TestRun, List<CodeUnit>, Reach> reach;
    private Duration delay = Duration.ZERO;
    private int concurrency = 1;
    private Set<IsolationMode> isolationModes = EnumSet.of(IsolationMode.IN_PROCESS);
    private Map<String, LimitState> limits = Map.of("wall-clock", LimitState.ENFORCED);
    private Set<String> acceptedAbsent = Set.of();

    private Builder() {}

    /**
     * Sets the report of a candidate with exactly these files.
     *
     * @param files the candidate, in any order
     * @param report makes the report
     * @return this builder
     */
    public Builder candidate(List<SourceFile> files, Function<TestRun, TestReport> report) {
      byContent.put(Digests.ofFiles(files), Objects.requireNonNull(report, "report"));
      return this;
    }

    /**
     * Makes a candidate with exactly these files pass every test.
     *
     * @param files the candidate, in any order
     * @return this builder
     */
    public Builder passes(List<SourceFile> files) {
      return candidate(files, run -> passing(run, id -> true));
    }

    /**
     * Makes a candidate with exactly these files run into its time limit.
     *
     * @param files the candidate, in any order
     * @return this builder
     */
    public Builder neverEnds(List<SourceFile> files) {
      endless.add(Digests.ofFiles(files));
      return this;
    }

    /**
     * Sets the reports of all other candidates.
     *
     * @param report makes the report; the default is CANDIDATE_BROKEN
     * @return this builder
     */
    public Builder otherwise(Function<TestRun, TestReport> report) {
      this.otherwise = Objects.requireNonNull(report, "report");
      return this;
    }

    /**
     * Sets what tests reach.
     *
     * @param reach tells it of an original and its units; by default the runner cannot tell
     * @return this builder
     */
    public Builder reach(BiFunction<TestRun, List<CodeUnit>, Reach> reach) {
      this.reach = Objects.requireNonNull(reach, "reach");
      return this;
    }

    /**
     * Sets how long each run takes.
     *
     * @param delay by default nothing
     * @return this builder
     */
    public Builder delay(Duration delay) {
      this.delay = Objects.requireNonNull(delay, "delay");
      return this;
    }

    /**
     * Sets how many runs its card asks for.
     *
     * @param concurrency at least 1; the default is 1
     * @return this builder
     */
    public Builder concurrency(int concurrency) {
      this.concurrency = concurrency;
      return this;
    }

    /**
     * Sets what it claims to offer.
     *
     * @param modes by default IN_PROCESS
     * @return this builder
     */
    public Builder isolationModes(Set<IsolationMode> modes) {
      this.isolationModes = Set.copyOf(modes);
      return this;
    }

    /**
     * Sets which limits its card names.
     *
     * @param limits by default wall-clock, enforced
     * @return this builder
     */
    public Builder limits(Map<String, LimitState> limits) {
      this.limits = Map.copyOf(limits);
      return this;
    }

    /**
     * Sets which limits may be absent.
     *
     * @param names by default none
     * @return this builder
     */
    public Builder acceptedAbsent(Set<String> names) {
      this.acceptedAbsent = Set.copyOf(names);
      return this;
    }

    /**
     * Sets the digest of what it would run in.
     *
     * @param digest the value
     * @return this builder
     */
    public Builder environmentDigest(String digest) {
      this.environmentDigest = Objects.requireNonNull(digest, "digest");
      return this;
    }

    /**
     * Builds the runner.
     *
     * @return the runner
     */
    public ScriptedTestRunner build() {
      return new ScriptedTestRunner(this);
    }
  }
}
