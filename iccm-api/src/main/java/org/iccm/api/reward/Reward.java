package org.iccm.api.reward;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A number with named terms.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Reward {
  private final OptionalDouble value;
  private final List<RewardTerm> terms;
  private final Map<String, Double> perRequirement;

  private Reward(Builder b) {
    this.value = b.value;
    this.terms = List.copyOf(b.terms);
    this.perRequirement = Collections.unmodifiableMap(new LinkedHashMap<>(b.perRequirement));
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
    b.value = value;
    b.terms = terms;
    b.perRequirement = perRequirement;
    return b;
  }

  /** Returns the weighted sum of the scorable terms; empty if unscorable, which is not zero. */
  public OptionalDouble value() {
    return value;
  }

  /** Returns the terms, in order. */
  public List<RewardTerm> terms() {
    return terms;
  }

  /** Returns value by requirement id, where it can be said. */
  public Map<String, Double> perRequirement() {
    return perRequirement;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Reward o
            && value.equals(o.value)
            && terms.equals(o.terms)
            && perRequirement.equals(o.perRequirement));
  }

  @Override
  public int hashCode() {
    return Objects.hash(value, terms, perRequirement);
  }

  @Override
  public String toString() {
    return "Reward[value="
        + value
        + ", terms="
        + terms
        + ", perRequirement="
        + perRequirement
        + "]";
  }

  /** Builds a {@link Reward}. Not thread-safe. */
  public static final class Builder {
    private OptionalDouble value = OptionalDouble.empty();
    private List<RewardTerm> terms = List.of();
    private Map<String, Double> perRequirement = Map.of();

    private Builder() {}

    /**
     * Sets the weighted sum of the scorable terms; empty if unscorable, which is not zero.
     *
     * @param value the value
     * @return this builder
     */
    public Builder value(double value) {
      this.value = OptionalDouble.of(value);
      return this;
    }

    /**
     * Sets the terms, in order.
     *
     * @param terms the value
     * @return this builder
     */
    public Builder terms(List<RewardTerm> terms) {
      this.terms = Objects.requireNonNull(terms, "terms");
      return this;
    }

    /**
     * Sets value by requirement id, where it can be said.
     *
     * @param perRequirement the value
     * @return this builder
     */
    public Builder perRequirement(Map<String, Double> perRequirement) {
      this.perRequirement = Objects.requireNonNull(perRequirement, "perRequirement");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Reward build() {
      return new Reward(this);
    }
  }
}
