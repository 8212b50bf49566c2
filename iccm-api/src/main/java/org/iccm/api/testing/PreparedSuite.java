package org.iccm.api.testing;

import java.util.Objects;
import org.iccm.api.application.TestSuite;
import org.jspecify.annotations.Nullable;

/**
 * A suite that a runner has made ready.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class PreparedSuite {
  private final TestSuite suite;
  private final EnvironmentSpec environment;
  private final String environmentDigest;
  private final String description;

  private PreparedSuite(Builder b) {
    this.suite = b.suite;
    this.environment = b.environment;
    this.environmentDigest = b.environmentDigest;
    this.description = b.description;
  }

  /**
   * Starts a builder.
   *
   * @param suite the suite
   * @param environment what it needs
   * @param environmentDigest digest of what it runs in: image or root filesystem, interpreter,
   *     framework, driver
   * @return a new builder
   */
  public static Builder builder(
      TestSuite suite, EnvironmentSpec environment, String environmentDigest) {
    return new Builder(suite, environment, environmentDigest);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    return new Builder(suite, environment, environmentDigest).description(description);
  }

  /** Returns the suite. */
  public TestSuite suite() {
    return suite;
  }

  /** Returns what it needs. */
  public EnvironmentSpec environment() {
    return environment;
  }

  /**
   * Returns digest of what it runs in: image or root filesystem, interpreter, framework, driver.
   */
  public String environmentDigest() {
    return environmentDigest;
  }

  /**
   * What tests know of the application's interface when they run apart from it; the runner's own
   * form.
   *
   * @return the text, empty if {@link TestRunner#describe} has not set one
   */
  public String description() {
    return description;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof PreparedSuite o
            && suite.equals(o.suite)
            && environment.equals(o.environment)
            && environmentDigest.equals(o.environmentDigest)
            && description.equals(o.description));
  }

  @Override
  public int hashCode() {
    return Objects.hash(suite, environment, environmentDigest, description);
  }

  @Override
  public String toString() {
    return "PreparedSuite[suite="
        + suite
        + ", environment="
        + environment
        + ", environmentDigest="
        + environmentDigest
        + "]";
  }

  /** Builds a {@link PreparedSuite}. Not thread-safe. */
  public static final class Builder {
    private final TestSuite suite;
    private final EnvironmentSpec environment;
    private final String environmentDigest;
    private String description = "";

    private Builder(TestSuite suite, EnvironmentSpec environment, String environmentDigest) {
      this.suite = Objects.requireNonNull(suite, "suite");
      this.environment = Objects.requireNonNull(environment, "environment");
      this.environmentDigest = Objects.requireNonNull(environmentDigest, "environmentDigest");
    }

    /**
     * Sets what tests know of the application's interface; the digest has to cover it.
     *
     * @param description the runner's own form
     * @return this builder
     */
    public Builder description(String description) {
      this.description = Objects.requireNonNull(description, "description");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public PreparedSuite build() {
      return new PreparedSuite(this);
    }
  }
}
