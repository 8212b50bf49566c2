package org.iccm.api.testing;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.TestId;
import org.jspecify.annotations.Nullable;

/**
 * What a run gave. With expected ids, each of them is in the results exactly once.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TestReport {
  private final RunOutcome outcome;
  private final List<TestResult> results;
  private final Duration duration;
  private final String output;
  private final String detail;
  private final IsolationMode isolation;

  private TestReport(Builder b) {
    this.outcome = b.outcome;
    this.results = List.copyOf(b.results);
    this.duration = b.duration;
    this.output = b.output;
    this.detail = b.detail;
    this.isolation = b.isolation;
  }

  /**
   * Starts a builder.
   *
   * @param outcome what became of the run
   * @return a new builder
   */
  public static Builder builder(RunOutcome outcome) {
    return new Builder(outcome);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(outcome);
    b.results = results;
    b.duration = duration;
    b.output = output;
    b.detail = detail;
    b.isolation = isolation;
    return b;
  }

  /** Returns what became of the run. */
  public RunOutcome outcome() {
    return outcome;
  }

  /** Returns one result per test. */
  public List<TestResult> results() {
    return results;
  }

  /** Returns time of the tests in the sandbox, without its start. */
  public Duration duration() {
    return duration;
  }

  /** Returns standard output and error, bounded, hostile input. */
  public String output() {
    return output;
  }

  /** Returns why, where the outcome needs a reason. */
  public String detail() {
    return detail;
  }

  /** Returns how far candidate and tests were apart. */
  public IsolationMode isolation() {
    return isolation;
  }

  /**
   * The tests that passed.
   *
   * @return their ids
   */
  public Set<TestId> passed() {
    return results.stream()
        .filter(r -> r.status() == TestStatus.PASSED)
        .map(TestResult::id)
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof TestReport o
            && outcome.equals(o.outcome)
            && results.equals(o.results)
            && duration.equals(o.duration)
            && output.equals(o.output)
            && detail.equals(o.detail)
            && isolation.equals(o.isolation));
  }

  @Override
  public int hashCode() {
    return Objects.hash(outcome, results, duration, output, detail, isolation);
  }

  @Override
  public String toString() {
    return "TestReport[outcome="
        + outcome
        + ", results="
        + results
        + ", duration="
        + duration
        + ", output="
        + output
        + ", detail="
        + detail
        + ", isolation="
        + isolation
        + "]";
  }

  /** Builds a {@link TestReport}. Not thread-safe. */
  public static final class Builder {
    private final RunOutcome outcome;
    private List<TestResult> results = List.of();
    private Duration duration = Duration.ZERO;
    private String output = "";
    private String detail = "";
    private IsolationMode isolation = IsolationMode.IN_PROCESS;

    private Builder(RunOutcome outcome) {
      this.outcome = Objects.requireNonNull(outcome, "outcome");
    }

    /**
     * Sets one result per test.
     *
     * @param results the value
     * @return this builder
     */
    public Builder results(List<TestResult> results) {
      this.results = Objects.requireNonNull(results, "results");
      return this;
    }

    /**
     * Sets time of the tests in the sandbox, without its start.
     *
     * @param duration the value
     * @return this builder
     */
    public Builder duration(Duration duration) {
      this.duration = Objects.requireNonNull(duration, "duration");
      return this;
    }

    /**
     * Sets standard output and error, bounded, hostile input.
     *
     * @param output the value
     * @return this builder
     */
    public Builder output(String output) {
      this.output = Objects.requireNonNull(output, "output");
      return this;
    }

    /**
     * Sets why, where the outcome needs a reason.
     *
     * @param detail the value
     * @return this builder
     */
    public Builder detail(String detail) {
      this.detail = Objects.requireNonNull(detail, "detail");
      return this;
    }

    /**
     * Sets how far candidate and tests were apart.
     *
     * @param isolation the value
     * @return this builder
     */
    public Builder isolation(IsolationMode isolation) {
      this.isolation = Objects.requireNonNull(isolation, "isolation");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public TestReport build() {
      return new TestReport(this);
    }
  }
}
