package org.iccm.api.embedding;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes an embedder.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class EmbedderCard {
  private final String name;
  private final String fingerprint;
  private final int dimensions;
  private final int maxTokens;

  private EmbedderCard(Builder b) {
    this.name = b.name;
    this.fingerprint = b.fingerprint;
    this.dimensions = b.dimensions;
    this.maxTokens = b.maxTokens;
  }

  /**
   * Starts a builder.
   *
   * @param name its name
   * @param fingerprint digest of weights and settings; vectors of different fingerprints never mix
   * @param dimensions length of its vectors
   * @return a new builder
   */
  public static Builder builder(String name, String fingerprint, int dimensions) {
    return new Builder(name, fingerprint, dimensions);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(name, fingerprint, dimensions);
    b.maxTokens = maxTokens;
    return b;
  }

  /** Returns its name. */
  public String name() {
    return name;
  }

  /** Returns digest of weights and settings; vectors of different fingerprints never mix. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Returns length of its vectors. */
  public int dimensions() {
    return dimensions;
  }

  /** Returns tokens beyond which text is cut. */
  public int maxTokens() {
    return maxTokens;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof EmbedderCard o
            && name.equals(o.name)
            && fingerprint.equals(o.fingerprint)
            && dimensions == o.dimensions
            && maxTokens == o.maxTokens);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, fingerprint, dimensions, maxTokens);
  }

  @Override
  public String toString() {
    return "EmbedderCard[name="
        + name
        + ", fingerprint="
        + fingerprint
        + ", dimensions="
        + dimensions
        + ", maxTokens="
        + maxTokens
        + "]";
  }

  /** Builds a {@link EmbedderCard}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final String fingerprint;
    private final int dimensions;
    private int maxTokens = 512;

    private Builder(String name, String fingerprint, int dimensions) {
      this.name = Objects.requireNonNull(name, "name");
      this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
      this.dimensions = dimensions;
    }

    /**
     * Sets tokens beyond which text is cut.
     *
     * @param maxTokens the value
     * @return this builder
     */
    public Builder maxTokens(int maxTokens) {
      this.maxTokens = maxTokens;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public EmbedderCard build() {
      return new EmbedderCard(this);
    }
  }
}
