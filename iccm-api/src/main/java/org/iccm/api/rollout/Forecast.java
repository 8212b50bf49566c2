package org.iccm.api.rollout;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a request will cost, before it is run.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Forecast {
  private final int rollouts;
  private final int cachedCompletions;
  private final Spending expected;
  private final long promptTokens;
  private final long completionTokens;
  private final int testRuns;
  private final String basis;

  private Forecast(Builder b) {
    this.rollouts = b.rollouts;
    this.cachedCompletions = b.cachedCompletions;
    this.expected = b.expected;
    this.promptTokens = b.promptTokens;
    this.completionTokens = b.completionTokens;
    this.testRuns = b.testRuns;
    this.basis = b.basis;
  }

  /**
   * Starts a builder.
   *
   * @param rollouts rollouts in all
   * @return a new builder
   */
  public static Builder builder(int rollouts) {
    return new Builder(rollouts);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(rollouts);
    b.cachedCompletions = cachedCompletions;
    b.expected = expected;
    b.promptTokens = promptTokens;
    b.completionTokens = completionTokens;
    b.testRuns = testRuns;
    b.basis = basis;
    return b;
  }

  /** Returns rollouts in all. */
  public int rollouts() {
    return rollouts;
  }

  /** Returns rollouts whose completion is stored already. */
  public int cachedCompletions() {
    return cachedCompletions;
  }

  /** Returns expected spending of what is not stored. */
  public Spending expected() {
    return expected;
  }

  /** Returns expected prompt tokens. */
  public long promptTokens() {
    return promptTokens;
  }

  /** Returns expected completion tokens. */
  public long completionTokens() {
    return completionTokens;
  }

  /** Returns expected test runs. */
  public int testRuns() {
    return testRuns;
  }

  /** Returns what the rates come from: measured or assumed. */
  public String basis() {
    return basis;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Forecast o
            && rollouts == o.rollouts
            && cachedCompletions == o.cachedCompletions
            && expected.equals(o.expected)
            && promptTokens == o.promptTokens
            && completionTokens == o.completionTokens
            && testRuns == o.testRuns
            && basis.equals(o.basis));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        rollouts, cachedCompletions, expected, promptTokens, completionTokens, testRuns, basis);
  }

  @Override
  public String toString() {
    return "Forecast[rollouts="
        + rollouts
        + ", cachedCompletions="
        + cachedCompletions
        + ", expected="
        + expected
        + ", promptTokens="
        + promptTokens
        + ", completionTokens="
        + completionTokens
        + ", testRuns="
        + testRuns
        + ", basis="
        + basis
        + "]";
  }

  /** Builds a {@link Forecast}. Not thread-safe. */
  public static final class Builder {
    private final int rollouts;
    private int cachedCompletions = 0;
    private Spending expected = Spending.NOTHING;
    private long promptTokens = 0L;
    private long completionTokens = 0L;
    private int testRuns = 0;
    private String basis = "";

    private Builder(int rollouts) {
      this.rollouts = rollouts;
    }

    /**
     * Sets rollouts whose completion is stored already.
     *
     * @param cachedCompletions the value
     * @return this builder
     */
    public Builder cachedCompletions(int cachedCompletions) {
      this.cachedCompletions = cachedCompletions;
      return this;
    }

    /**
     * Sets expected spending of what is not stored.
     *
     * @param expected the value
     * @return this builder
     */
    public Builder expected(Spending expected) {
      this.expected = Objects.requireNonNull(expected, "expected");
      return this;
    }

    /**
     * Sets expected prompt tokens.
     *
     * @param promptTokens the value
     * @return this builder
     */
    public Builder promptTokens(long promptTokens) {
      this.promptTokens = promptTokens;
      return this;
    }

    /**
     * Sets expected completion tokens.
     *
     * @param completionTokens the value
     * @return this builder
     */
    public Builder completionTokens(long completionTokens) {
      this.completionTokens = completionTokens;
      return this;
    }

    /**
     * Sets expected test runs.
     *
     * @param testRuns the value
     * @return this builder
     */
    public Builder testRuns(int testRuns) {
      this.testRuns = testRuns;
      return this;
    }

    /**
     * Sets what the rates come from: measured or assumed.
     *
     * @param basis the value
     * @return this builder
     */
    public Builder basis(String basis) {
      this.basis = Objects.requireNonNull(basis, "basis");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Forecast build() {
      return new Forecast(this);
    }
  }
}
