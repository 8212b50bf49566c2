package org.iccm.api.testing;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a suite needs to run.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class EnvironmentSpec {
  private final String language;
  private final ResourceLimits limits;
  private final List<String> dependencies;

  private EnvironmentSpec(Builder b) {
    this.language = b.language;
    this.limits = b.limits;
    this.dependencies = List.copyOf(b.dependencies);
  }

  /**
   * Starts a builder.
   *
   * @param language the language
   * @return a new builder
   */
  public static Builder builder(String language) {
    return new Builder(language);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(language);
    b.limits = limits;
    b.dependencies = dependencies;
    return b;
  }

  /** Returns the language. */
  public String language() {
    return language;
  }

  /** Returns what a run may spend. */
  public ResourceLimits limits() {
    return limits;
  }

  /** Returns third-party packages. */
  public List<String> dependencies() {
    return dependencies;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof EnvironmentSpec o
            && language.equals(o.language)
            && limits.equals(o.limits)
            && dependencies.equals(o.dependencies));
  }

  @Override
  public int hashCode() {
    return Objects.hash(language, limits, dependencies);
  }

  @Override
  public String toString() {
    return "EnvironmentSpec[language="
        + language
        + ", limits="
        + limits
        + ", dependencies="
        + dependencies
        + "]";
  }

  /** Builds a {@link EnvironmentSpec}. Not thread-safe. */
  public static final class Builder {
    private final String language;
    private ResourceLimits limits = ResourceLimits.DEFAULT;
    private List<String> dependencies = List.of();

    private Builder(String language) {
      this.language = Objects.requireNonNull(language, "language");
    }

    /**
     * Sets what a run may spend.
     *
     * @param limits the value
     * @return this builder
     */
    public Builder limits(ResourceLimits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Sets third-party packages.
     *
     * @param dependencies the value
     * @return this builder
     */
    public Builder dependencies(List<String> dependencies) {
      this.dependencies = Objects.requireNonNull(dependencies, "dependencies");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public EnvironmentSpec build() {
      return new EnvironmentSpec(this);
    }
  }
}
