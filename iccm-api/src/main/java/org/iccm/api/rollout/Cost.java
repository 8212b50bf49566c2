package org.iccm.api.rollout;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one invocation really did.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Cost {
  private final long modelCalls;
  private final long testRuns;
  private final long promptTokens;
  private final long completionTokens;
  private final Duration wallClock;
  private final long cachedCompletions;
  private final long cachedRuns;

  private Cost(Builder b) {
    this.modelCalls = b.modelCalls;
    this.testRuns = b.testRuns;
    this.promptTokens = b.promptTokens;
    this.completionTokens = b.completionTokens;
    this.wallClock = b.wallClock;
    this.cachedCompletions = b.cachedCompletions;
    this.cachedRuns = b.cachedRuns;
  }

  /**
   * Starts a builder.
   *
   * @return a new builder
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder();
    b.modelCalls = modelCalls;
    b.testRuns = testRuns;
    b.promptTokens = promptTokens;
    b.completionTokens = completionTokens;
    b.wallClock = wallClock;
    b.cachedCompletions = cachedCompletions;
    b.cachedRuns = cachedRuns;
    return b;
  }

  /** Returns requests that reached a model, writers and retries included. */
  public long modelCalls() {
    return modelCalls;
  }

  /** Returns runs in the sandbox. */
  public long testRuns() {
    return testRuns;
  }

  /** Returns prompt tokens, where servers told. */
  public long promptTokens() {
    return promptTokens;
  }

  /** Returns generated tokens, where servers told. */
  public long completionTokens() {
    return completionTokens;
  }

  /** Returns time since the batch began. */
  public Duration wallClock() {
    return wallClock;
  }

  /** Returns completions that came from the store. */
  public long cachedCompletions() {
    return cachedCompletions;
  }

  /** Returns runs that came from the store. */
  public long cachedRuns() {
    return cachedRuns;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Cost o
            && modelCalls == o.modelCalls
            && testRuns == o.testRuns
            && promptTokens == o.promptTokens
            && completionTokens == o.completionTokens
            && wallClock.equals(o.wallClock)
            && cachedCompletions == o.cachedCompletions
            && cachedRuns == o.cachedRuns);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        modelCalls,
        testRuns,
        promptTokens,
        completionTokens,
        wallClock,
        cachedCompletions,
        cachedRuns);
  }

  @Override
  public String toString() {
    return "Cost[modelCalls="
        + modelCalls
        + ", testRuns="
        + testRuns
        + ", promptTokens="
        + promptTokens
        + ", completionTokens="
        + completionTokens
        + ", wallClock="
        + wallClock
        + ", cachedCompletions="
        + cachedCompletions
        + ", cachedRuns="
        + cachedRuns
        + "]";
  }

  /** Builds a {@link Cost}. Not thread-safe. */
  public static final class Builder {
    private long modelCalls = 0L;
    private long testRuns = 0L;
    private long promptTokens = 0L;
    private long completionTokens = 0L;
    private Duration wallClock = Duration.ZERO;
    private long cachedCompletions = 0L;
    private long cachedRuns = 0L;

    private Builder() {}

    /**
     * Sets requests that reached a model, writers and retries included.
     *
     * @param modelCalls the value
     * @return this builder
     */
    public Builder modelCalls(long modelCalls) {
      this.modelCalls = modelCalls;
      return this;
    }

    /**
     * Sets runs in the sandbox.
     *
     * @param testRuns the value
     * @return this builder
     */
    public Builder testRuns(long testRuns) {
      this.testRuns = testRuns;
      return this;
    }

    /**
     * Sets prompt tokens, where servers told.
     *
     * @param promptTokens the value
     * @return this builder
     */
    public Builder promptTokens(long promptTokens) {
      this.promptTokens = promptTokens;
      return this;
    }

    /**
     * Sets generated tokens, where servers told.
     *
     * @param completionTokens the value
     * @return this builder
     */
    public Builder completionTokens(long completionTokens) {
      this.completionTokens = completionTokens;
      return this;
    }

    /**
     * Sets time since the batch began.
     *
     * @param wallClock the value
     * @return this builder
     */
    public Builder wallClock(Duration wallClock) {
      this.wallClock = Objects.requireNonNull(wallClock, "wallClock");
      return this;
    }

    /**
     * Sets completions that came from the store.
     *
     * @param cachedCompletions the value
     * @return this builder
     */
    public Builder cachedCompletions(long cachedCompletions) {
      this.cachedCompletions = cachedCompletions;
      return this;
    }

    /**
     * Sets runs that came from the store.
     *
     * @param cachedRuns the value
     * @return this builder
     */
    public Builder cachedRuns(long cachedRuns) {
      this.cachedRuns = cachedRuns;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Cost build() {
      return new Cost(this);
    }
  }
}
