package org.iccm.api.application;

import java.util.List;
import java.util.Objects;
import org.iccm.api.context.Requirement;
import org.jspecify.annotations.Nullable;

/**
 * An expert's requirements. They go to the {@code gold} engineer and the trainer only.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Gold {
  private final List<Requirement> requirements;

  private Gold(Builder b) {
    this.requirements = List.copyOf(b.requirements);
  }

  /**
   * Starts a builder.
   *
   * @param requirements the requirements, in the expert's order
   * @return a new builder
   */
  public static Builder builder(List<Requirement> requirements) {
    return new Builder(requirements);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(requirements);
    return b;
  }

  /** Returns the requirements, in the expert's order. */
  public List<Requirement> requirements() {
    return requirements;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other || (other instanceof Gold o && requirements.equals(o.requirements));
  }

  @Override
  public int hashCode() {
    return Objects.hash(requirements);
  }

  @Override
  public String toString() {
    return "Gold[requirements=" + requirements + "]";
  }

  /** Builds a {@link Gold}. Not thread-safe. */
  public static final class Builder {
    private final List<Requirement> requirements;

    private Builder(List<Requirement> requirements) {
      this.requirements = Objects.requireNonNull(requirements, "requirements");
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Gold build() {
      return new Gold(this);
    }
  }
}
