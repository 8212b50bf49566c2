package org.iccm.api.rollout;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was or will be spent.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Spending {
  private final long calls;
  private final long tokens;
  private final Duration wallClock;
  private final BigDecimal money;

  private Spending(Builder b) {
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

  /** Returns model calls. */
  public long calls() {
    return calls;
  }

  /** Returns prompt and completion tokens. */
  public long tokens() {
    return tokens;
  }

  /** Returns wall-clock time. */
  public Duration wallClock() {
    return wallClock;
  }

  /** Returns money. */
  public BigDecimal money() {
    return money;
  }

  /** Nothing. */
  public static final Spending NOTHING = builder().build();

  /**
   * Adds.
   *
   * @param other what to add
   * @return the sum
   */
  public Spending plus(Spending other) {
    return builder()
        .calls(calls + other.calls)
        .tokens(tokens + other.tokens)
        .wallClock(wallClock.plus(other.wallClock))
        .money(money.add(other.money))
        .build();
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Spending o
            && calls == o.calls
            && tokens == o.tokens
            && wallClock.equals(o.wallClock)
            && money.equals(o.money));
  }

  @Override
  public int hashCode() {
    return Objects.hash(calls, tokens, wallClock, money);
  }

  @Override
  public String toString() {
    return "Spending[calls="
        + calls
        + ", tokens="
        + tokens
        + ", wallClock="
        + wallClock
        + ", money="
        + money
        + "]";
  }

  /** Builds a {@link Spending}. Not thread-safe. */
  public static final class Builder {
    private long calls = 0L;
    private long tokens = 0L;
    private Duration wallClock = Duration.ZERO;
    private BigDecimal money = BigDecimal.ZERO;

    private Builder() {}

    /**
     * Sets model calls.
     *
     * @param calls the value
     * @return this builder
     */
    public Builder calls(long calls) {
      this.calls = calls;
      return this;
    }

    /**
     * Sets prompt and completion tokens.
     *
     * @param tokens the value
     * @return this builder
     */
    public Builder tokens(long tokens) {
      this.tokens = tokens;
      return this;
    }

    /**
     * Sets wall-clock time.
     *
     * @param wallClock the value
     * @return this builder
     */
    public Builder wallClock(Duration wallClock) {
      this.wallClock = Objects.requireNonNull(wallClock, "wallClock");
      return this;
    }

    /**
     * Sets money.
     *
     * @param money the value
     * @return this builder
     */
    public Builder money(BigDecimal money) {
      this.money = Objects.requireNonNull(money, "money");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Spending build() {
      if (calls < 0 || tokens < 0 || wallClock.isNegative() || money.signum() < 0) {
        throw new IllegalArgumentException("spending is never negative");
      }
      return new Spending(this);
    }
  }
}
