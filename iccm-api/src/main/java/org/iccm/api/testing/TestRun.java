package org.iccm.api.testing;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.jspecify.annotations.Nullable;

/**
 * One run of a suite on candidate files.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TestRun {
  private final PreparedSuite suite;
  private final List<SourceFile> files;
  private final List<TestId> testIds;
  private final Duration timeLimit;
  private final IsolationMode isolation;

  private TestRun(Builder b) {
    this.suite = b.suite;
    this.files = List.copyOf(b.files);
    this.testIds = List.copyOf(b.testIds);
    this.timeLimit = b.timeLimit;
    this.isolation = b.isolation;
  }

  /**
   * Starts a builder.
   *
   * @param suite the prepared suite
   * @param files the candidate's files, paths relative to the source root
   * @return a new builder
   */
  public static Builder builder(PreparedSuite suite, List<SourceFile> files) {
    return new Builder(suite, files);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(suite, files);
    b.testIds = testIds;
    b.timeLimit = timeLimit;
    b.isolation = isolation;
    return b;
  }

  /** Returns the prepared suite. */
  public PreparedSuite suite() {
    return suite;
  }

  /** Returns the candidate's files, paths relative to the source root. */
  public List<SourceFile> files() {
    return files;
  }

  /** Returns expected tests; empty means whatever is collected. */
  public List<TestId> testIds() {
    return testIds;
  }

  /** Returns the time limit. */
  public Duration timeLimit() {
    return timeLimit;
  }

  /** Returns how far candidate and tests are apart. */
  public IsolationMode isolation() {
    return isolation;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof TestRun o
            && suite.equals(o.suite)
            && files.equals(o.files)
            && testIds.equals(o.testIds)
            && timeLimit.equals(o.timeLimit)
            && isolation.equals(o.isolation));
  }

  @Override
  public int hashCode() {
    return Objects.hash(suite, files, testIds, timeLimit, isolation);
  }

  @Override
  public String toString() {
    return "TestRun[suite="
        + suite
        + ", files="
        + files
        + ", testIds="
        + testIds
        + ", timeLimit="
        + timeLimit
        + ", isolation="
        + isolation
        + "]";
  }

  /** Builds a {@link TestRun}. Not thread-safe. */
  public static final class Builder {
    private final PreparedSuite suite;
    private final List<SourceFile> files;
    private List<TestId> testIds = List.of();
    private Duration timeLimit = Duration.ofSeconds(60);
    private IsolationMode isolation = IsolationMode.IN_PROCESS;

    private Builder(PreparedSuite suite, List<SourceFile> files) {
      this.suite = Objects.requireNonNull(suite, "suite");
      this.files = Objects.requireNonNull(files, "files");
    }

    /**
     * Sets expected tests; empty means whatever is collected.
     *
     * @param testIds the value
     * @return this builder
     */
    public Builder testIds(List<TestId> testIds) {
      this.testIds = Objects.requireNonNull(testIds, "testIds");
      return this;
    }

    /**
     * Sets the time limit.
     *
     * @param timeLimit the value
     * @return this builder
     */
    public Builder timeLimit(Duration timeLimit) {
      this.timeLimit = Objects.requireNonNull(timeLimit, "timeLimit");
      return this;
    }

    /**
     * Sets how far candidate and tests are apart.
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
    public TestRun build() {
      return new TestRun(this);
    }
  }
}
