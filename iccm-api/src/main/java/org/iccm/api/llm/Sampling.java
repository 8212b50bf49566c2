package org.iccm.api.llm;

import java.util.List;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * How a model picks tokens. Empty options fall back to the backend's defaults.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Sampling {
  private final OptionalDouble temperature;
  private final OptionalDouble topP;
  private final OptionalInt maxTokens;
  private final OptionalLong seed;
  private final List<String> stop;

  private Sampling(Builder b) {
    this.temperature = b.temperature;
    this.topP = b.topP;
    this.maxTokens = b.maxTokens;
    this.seed = b.seed;
    this.stop = List.copyOf(b.stop);
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
    b.temperature = temperature;
    b.topP = topP;
    b.maxTokens = maxTokens;
    b.seed = seed;
    b.stop = stop;
    return b;
  }

  /** Returns the temperature, 0 to 2. */
  public OptionalDouble temperature() {
    return temperature;
  }

  /** Returns nucleus mass, above 0 to 1. */
  public OptionalDouble topP() {
    return topP;
  }

  /** Returns the longest answer in the model's tokens, at least 1. */
  public OptionalInt maxTokens() {
    return maxTokens;
  }

  /** Returns the seed; asking a model for it that has no such capability throws. */
  public OptionalLong seed() {
    return seed;
  }

  /** Returns texts that end the answer. */
  public List<String> stop() {
    return stop;
  }

  /** The documents' defaults: temperature 0.2, 2,048 tokens. */
  public static final Sampling DEFAULT = builder().temperature(0.2).maxTokens(2048).build();

  /**
   * These options, with the other's where these are empty.
   *
   * @param defaults the fallback
   * @return resolved options
   */
  public Sampling orElse(Sampling defaults) {
    Builder b = defaults.toBuilder();
    temperature.ifPresent(b::temperature);
    topP.ifPresent(b::topP);
    maxTokens.ifPresent(b::maxTokens);
    seed.ifPresent(b::seed);
    if (!stop.isEmpty()) {
      b.stop(stop);
    }
    return b.build();
  }

  /**
   * A canonical text for keys.
   *
   * @return for example {@code t=0.2 p= n=2048 stop=[]}, without the seed
   */
  public String canonical() {
    return "t="
        + (temperature.isPresent() ? temperature.getAsDouble() : "")
        + " p="
        + (topP.isPresent() ? topP.getAsDouble() : "")
        + " n="
        + (maxTokens.isPresent() ? maxTokens.getAsInt() : "")
        + " stop="
        + stop;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Sampling o
            && temperature.equals(o.temperature)
            && topP.equals(o.topP)
            && maxTokens.equals(o.maxTokens)
            && seed.equals(o.seed)
            && stop.equals(o.stop));
  }

  @Override
  public int hashCode() {
    return Objects.hash(temperature, topP, maxTokens, seed, stop);
  }

  @Override
  public String toString() {
    return "Sampling[temperature="
        + temperature
        + ", topP="
        + topP
        + ", maxTokens="
        + maxTokens
        + ", seed="
        + seed
        + ", stop="
        + stop
        + "]";
  }

  /** Builds a {@link Sampling}. Not thread-safe. */
  public static final class Builder {
    private OptionalDouble temperature = OptionalDouble.empty();
    private OptionalDouble topP = OptionalDouble.empty();
    private OptionalInt maxTokens = OptionalInt.empty();
    private OptionalLong seed = OptionalLong.empty();
    private List<String> stop = List.of();

    private Builder() {}

    /**
     * Sets the temperature, 0 to 2.
     *
     * @param temperature the value
     * @return this builder
     */
    public Builder temperature(double temperature) {
      this.temperature = OptionalDouble.of(temperature);
      return this;
    }

    /**
     * Sets nucleus mass, above 0 to 1.
     *
     * @param topP the value
     * @return this builder
     */
    public Builder topP(double topP) {
      this.topP = OptionalDouble.of(topP);
      return this;
    }

    /**
     * Sets the longest answer in the model's tokens, at least 1.
     *
     * @param maxTokens the value
     * @return this builder
     */
    public Builder maxTokens(int maxTokens) {
      this.maxTokens = OptionalInt.of(maxTokens);
      return this;
    }

    /**
     * Sets the seed; asking a model for it that has no such capability throws.
     *
     * @param seed the value
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = OptionalLong.of(seed);
      return this;
    }

    /**
     * Sets texts that end the answer.
     *
     * @param stop the value
     * @return this builder
     */
    public Builder stop(List<String> stop) {
      this.stop = Objects.requireNonNull(stop, "stop");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Sampling build() {
      if (temperature.isPresent()
          && !(temperature.getAsDouble() >= 0 && temperature.getAsDouble() <= 2)) {
        throw new IllegalArgumentException("temperature must be 0 to 2");
      }
      if (topP.isPresent() && !(topP.getAsDouble() > 0 && topP.getAsDouble() <= 1)) {
        throw new IllegalArgumentException("topP must be above 0 and at most 1");
      }
      if (maxTokens.isPresent() && maxTokens.getAsInt() < 1) {
        throw new IllegalArgumentException("maxTokens must be at least 1");
      }
      return new Sampling(this);
    }
  }
}
