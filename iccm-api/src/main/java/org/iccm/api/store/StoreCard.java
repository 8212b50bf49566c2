package org.iccm.api.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a store.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoreCard {
  private final String name;
  private final String place;
  private final String schemaVersion;
  private final boolean sharedWriters;
  private final boolean readOnly;
  private final boolean exactVectors;

  private StoreCard(Builder b) {
    this.name = b.name;
    this.place = b.place;
    this.schemaVersion = b.schemaVersion;
    this.sharedWriters = b.sharedWriters;
    this.readOnly = b.readOnly;
    this.exactVectors = b.exactVectors;
  }

  /**
   * Starts a builder.
   *
   * @param name its provider's name, for example {@code sqlite}
   * @param place file or server, without secrets
   * @return a new builder
   */
  public static Builder builder(String name, String place) {
    return new Builder(name, place);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(name, place);
    b.schemaVersion = schemaVersion;
    b.sharedWriters = sharedWriters;
    b.readOnly = readOnly;
    b.exactVectors = exactVectors;
    return b;
  }

  /** Returns its provider's name, for example {@code sqlite}. */
  public String name() {
    return name;
  }

  /** Returns file or server, without secrets. */
  public String place() {
    return place;
  }

  /** Returns the schema that this release reads and writes. */
  public String schemaVersion() {
    return schemaVersion;
  }

  /** Returns whether several processes may write at once. */
  public boolean sharedWriters() {
    return sharedWriters;
  }

  /** Returns whether every write is refused. */
  public boolean readOnly() {
    return readOnly;
  }

  /** Returns whether nearest-neighbour search is exact (recall 1.0). */
  public boolean exactVectors() {
    return exactVectors;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoreCard o
            && name.equals(o.name)
            && place.equals(o.place)
            && schemaVersion.equals(o.schemaVersion)
            && sharedWriters == o.sharedWriters
            && readOnly == o.readOnly
            && exactVectors == o.exactVectors);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, place, schemaVersion, sharedWriters, readOnly, exactVectors);
  }

  @Override
  public String toString() {
    return "StoreCard[name="
        + name
        + ", place="
        + place
        + ", schemaVersion="
        + schemaVersion
        + ", sharedWriters="
        + sharedWriters
        + ", readOnly="
        + readOnly
        + ", exactVectors="
        + exactVectors
        + "]";
  }

  /** Builds a {@link StoreCard}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final String place;
    private String schemaVersion = "";
    private boolean sharedWriters = false;
    private boolean readOnly = false;
    private boolean exactVectors = true;

    private Builder(String name, String place) {
      this.name = Objects.requireNonNull(name, "name");
      this.place = Objects.requireNonNull(place, "place");
    }

    /**
     * Sets the schema that this release reads and writes.
     *
     * @param schemaVersion the value
     * @return this builder
     */
    public Builder schemaVersion(String schemaVersion) {
      this.schemaVersion = Objects.requireNonNull(schemaVersion, "schemaVersion");
      return this;
    }

    /**
     * Sets whether several processes may write at once.
     *
     * @param sharedWriters the value
     * @return this builder
     */
    public Builder sharedWriters(boolean sharedWriters) {
      this.sharedWriters = sharedWriters;
      return this;
    }

    /**
     * Sets whether every write is refused.
     *
     * @param readOnly the value
     * @return this builder
     */
    public Builder readOnly(boolean readOnly) {
      this.readOnly = readOnly;
      return this;
    }

    /**
     * Sets whether nearest-neighbour search is exact (recall 1.0).
     *
     * @param exactVectors the value
     * @return this builder
     */
    public Builder exactVectors(boolean exactVectors) {
      this.exactVectors = exactVectors;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoreCard build() {
      if (name.isBlank()) {
        throw new IllegalArgumentException("name is blank");
      }
      return new StoreCard(this);
    }
  }
}
