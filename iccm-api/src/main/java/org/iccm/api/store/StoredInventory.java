package org.iccm.api.store;

import java.util.Objects;
import org.iccm.api.rollout.Inventory;
import org.jspecify.annotations.Nullable;

/**
 * The tests that count for a suite in a prepared environment.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredInventory {
  private final String key;
  private final String applicationId;
  private final Inventory inventory;

  private StoredInventory(Builder b) {
    this.key = b.key;
    this.applicationId = b.applicationId;
    this.inventory = b.inventory;
  }

  /**
   * Starts a builder.
   *
   * @param key digest of suite, environment, original and policy
   * @param applicationId the application
   * @param inventory the tests
   * @return a new builder
   */
  public static Builder builder(String key, String applicationId, Inventory inventory) {
    return new Builder(key, applicationId, inventory);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(key, applicationId, inventory);
    return b;
  }

  /** Returns digest of suite, environment, original and policy. */
  public String key() {
    return key;
  }

  /** Returns the application. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns the tests. */
  public Inventory inventory() {
    return inventory;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredInventory o
            && key.equals(o.key)
            && applicationId.equals(o.applicationId)
            && inventory.equals(o.inventory));
  }

  @Override
  public int hashCode() {
    return Objects.hash(key, applicationId, inventory);
  }

  @Override
  public String toString() {
    return "StoredInventory[key="
        + key
        + ", applicationId="
        + applicationId
        + ", inventory="
        + inventory
        + "]";
  }

  /** Builds a {@link StoredInventory}. Not thread-safe. */
  public static final class Builder {
    private final String key;
    private final String applicationId;
    private final Inventory inventory;

    private Builder(String key, String applicationId, Inventory inventory) {
      this.key = Objects.requireNonNull(key, "key");
      this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
      this.inventory = Objects.requireNonNull(inventory, "inventory");
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredInventory build() {
      if (key.isBlank()) {
        throw new IllegalArgumentException("key is blank");
      }
      return new StoredInventory(this);
    }
  }
}
