package org.iccm.api.store;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A batch of rollouts as its caller named it.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredBatch {
  private final String id;
  private final String runId;
  private final String tag;

  private StoredBatch(Builder b) {
    this.id = b.id;
    this.runId = b.runId;
    this.tag = b.tag;
  }

  /**
   * Starts a builder.
   *
   * @param id its id, unique in its generation
   * @param runId the run whose budget it uses
   * @param tag opaque text of the caller
   * @return a new builder
   */
  public static Builder builder(String id, String runId, String tag) {
    return new Builder(id, runId, tag);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(id, runId, tag);
    return b;
  }

  /** Returns its id, unique in its generation. */
  public String id() {
    return id;
  }

  /** Returns the run whose budget it uses. */
  public String runId() {
    return runId;
  }

  /** Returns opaque text of the caller. */
  public String tag() {
    return tag;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredBatch o
            && id.equals(o.id)
            && runId.equals(o.runId)
            && tag.equals(o.tag));
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, runId, tag);
  }

  @Override
  public String toString() {
    return "StoredBatch[id=" + id + ", runId=" + runId + ", tag=" + tag + "]";
  }

  /** Builds a {@link StoredBatch}. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String runId;
    private final String tag;

    private Builder(String id, String runId, String tag) {
      this.id = Objects.requireNonNull(id, "id");
      this.runId = Objects.requireNonNull(runId, "runId");
      this.tag = Objects.requireNonNull(tag, "tag");
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredBatch build() {
      if (id.isBlank()) {
        throw new IllegalArgumentException("id is blank");
      }
      return new StoredBatch(this);
    }
  }
}
