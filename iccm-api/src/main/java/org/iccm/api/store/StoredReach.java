package org.iccm.api.store;

import java.util.Objects;
import org.iccm.api.testing.Reach;
import org.jspecify.annotations.Nullable;

/**
 * Which tests of a suite reach which units of its original, in a prepared environment.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredReach {
  private final String key;
  private final String applicationId;
  private final Reach reach;

  private StoredReach(Builder b) {
    this.key = b.key;
    this.applicationId = b.applicationId;
    this.reach = b.reach;
  }

  /**
   * Starts a builder.
   *
   * @param key digest of suite, environment, original, units and policy
   * @param applicationId the application
   * @param reach what reaches what
   * @return a new builder
   */
  public static Builder builder(String key, String applicationId, Reach reach) {
    return new Builder(key, applicationId, reach);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(key, applicationId, reach);
    return b;
  }

  /** Returns digest of suite, environment, original, units and policy. */
  public String key() {
    return key;
  }

  /** Returns the application. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns what reaches what. */
  public Reach reach() {
    return reach;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredReach o
            && key.equals(o.key)
            && applicationId.equals(o.applicationId)
            && reach.equals(o.reach));
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, applicationId, reach);
  }

  @Override
  public String toString() {
    return "StoredReach[key=" + key + ", applicationId=" + applicationId + ", reach=" + reach + "]";
  }

  /** Builds a {@link StoredReach}. Not thread-safe. */
  public static final class Builder {
    private final String key;
    private final String applicationId;
    private final Reach reach;

    private Builder(String key, String applicationId, Reach reach) {
      this.key = Objects.requireNonNull(key, "key");
      this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
      this.reach = Objects.requireNonNull(reach, "reach");
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredReach build() {
      if (key.isBlank()) {
        throw new IllegalArgumentException("key is blank");
      }
      return new StoredReach(this);
    }
  }
}
