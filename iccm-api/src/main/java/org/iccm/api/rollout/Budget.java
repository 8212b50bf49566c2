package org.iccm.api.rollout;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Hard limits of a run, kept across resumes. Empty means unlimited.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Budget {
  private final OptionalLong calls;
  private final OptionalLong tokens;
  private final Optional<Duration> wallClock;
  private final Optional<BigDecimal> money;

  private Budget(Builder b) {
    this.calls = b.calls;
    this.tokens = b.tokens;
    this.wallClock = b.wallClock;
    this.money = b.money;
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
    b.calls = calls;
    b.tokens = tokens;
    b.wallClock = wallClock;
    b.money = money;
    return b;
  }

  /** Returns model calls, writers and retries included. */
  public OptionalLong calls() {
    return calls;
  }

  /** Returns prompt and completion tokens together. */
  public OptionalLong tokens() {
    return tokens;
  }

  /** Returns wall-clock time of all invocations together. */
  public Optional<Duration> wallClock() {
    return wallClock;
  }

  /** Returns money, in the currency of the models' prices. */
  public Optional<BigDecimal> money() {
    return money;
  }

  /** No limit. */
  public static final Budget UNLIMITED = builder().build();

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Budget o
            && calls.equals(o.calls)
            && tokens.equals(o.tokens)
            && wallClock.equals(o.wallClock)
            && money.equals(o.money));
  }

  @Override
  public int hashCode() {
    return Objects.hash(calls, tokens, wallClock, money);
  }

  @Override
  public String toString() {
    return "Budget[calls="
        + calls
        + ", tokens="
        + tokens
        + ", wallClock="
        + wallClock
        + ", money="
        + money
        + "]";
  }

  /** Builds a {@link Budget}. Not thread-safe. */
  public static final class Builder {
    private OptionalLong calls = OptionalLong.empty();
    private OptionalLong tokens = OptionalLong.empty();
    private Optional<Duration> wallClock = Optional.empty();
    private Optional<BigDecimal> money = Optional.empty();

    private Builder() {}

    /**
     * Sets model calls, writers and retries included.
     *
     * @param calls the value
     * @return this builder
     */
    public Builder calls(long calls) {
      this.calls = OptionalLong.of(calls);
      return this;
    }

    /**
     * Sets prompt and completion tokens together.
     *
     * @param tokens the value
     * @return this builder
     */
    public Builder tokens(long tokens) {
      this.tokens = OptionalLong.of(tokens);
      return this;
    }

    /**
     * Sets wall-clock time of all invocations together.
     *
     * @param wallClock the value
     * @return this builder
     */
    public Builder wallClock(Duration wallClock) {
      this.wallClock = Optional.of(wallClock);
      return this;
    }

    /**
     * Sets money, in the currency of the models' prices.
     *
     * @param money the value
     * @return this builder
     */
    public Builder money(BigDecimal money) {
      this.money = Optional.of(money);
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Budget build() {
      return new Budget(this);
    }
  }
}
