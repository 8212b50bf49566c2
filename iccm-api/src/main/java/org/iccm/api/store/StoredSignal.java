package org.iccm.api.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.iccm.api.rollout.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * A training signal. Append-only: a second one with the same id changes nothing.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredSignal {
  private final String id;
  private final String runId;
  private final String type;
  private final double value;
  private final Instant at;
  private final Optional<ContextKey> contextKey;
  private final Map<String, String> details;

  private StoredSignal(Builder b) {
    this.id = b.id;
    this.runId = b.runId;
    this.type = b.type;
    this.value = b.value;
    this.at = b.at.truncatedTo(ChronoUnit.MILLIS);
    this.contextKey = b.contextKey;
    this.details = Collections.unmodifiableMap(new LinkedHashMap<>(b.details));
  }

  /**
   * Starts a builder.
   *
   * @param id its id, unique in its generation
   * @param runId the run that gave it
   * @param type what it measures, for example {@code reward}
   * @param value the value, finite
   * @param at when, kept to the millisecond
   * @return a new builder
   */
  public static Builder builder(String id, String runId, String type, double value, Instant at) {
    return new Builder(id, runId, type, value, at);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(id, runId, type, value, at);
    b.contextKey = contextKey;
    b.details = details;
    return b;
  }

  /** Returns its id, unique in its generation. */
  public String id() {
    return id;
  }

  /** Returns the run that gave it. */
  public String runId() {
    return runId;
  }

  /** Returns what it measures, for example {@code reward}. */
  public String type() {
    return type;
  }

  /** Returns the value, finite. */
  public double value() {
    return value;
  }

  /** Returns when, kept to the millisecond. */
  public Instant at() {
    return at;
  }

  /** Returns the context that it judges. */
  public Optional<ContextKey> contextKey() {
    return contextKey;
  }

  /** Returns more about it. */
  public Map<String, String> details() {
    return details;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredSignal o
            && id.equals(o.id)
            && runId.equals(o.runId)
            && type.equals(o.type)
            && Double.compare(value, o.value) == 0
            && at.equals(o.at)
            && contextKey.equals(o.contextKey)
            && details.equals(o.details));
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, runId, type, value, at, contextKey, details);
  }

  @Override
  public String toString() {
    return "StoredSignal[id="
        + id
        + ", runId="
        + runId
        + ", type="
        + type
        + ", value="
        + value
        + ", at="
        + at
        + ", contextKey="
        + contextKey
        + ", details="
        + details
        + "]";
  }

  /** Builds a {@link StoredSignal}. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String runId;
    private final String type;
    private final double value;
    private final Instant at;
    private Optional<ContextKey> contextKey = Optional.empty();
    private Map<String, String> details = Map.of();

    private Builder(String id, String runId, String type, double value, Instant at) {
      this.id = Objects.requireNonNull(id, "id");
      this.runId = Objects.requireNonNull(runId, "runId");
      this.type = Objects.requireNonNull(type, "type");
      this.value = value;
      this.at = Objects.requireNonNull(at, "at");
    }

    /**
     * Sets the context that it judges.
     *
     * @param contextKey the value
     * @return this builder
     */
    public Builder contextKey(ContextKey contextKey) {
      this.contextKey = Optional.of(contextKey);
      return this;
    }

    /**
     * Sets more about it.
     *
     * @param details the value
     * @return this builder
     */
    public Builder details(Map<String, String> details) {
      this.details = Objects.requireNonNull(details, "details");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredSignal build() {
      if (id.isBlank()) {
        throw new IllegalArgumentException("id is blank");
      }
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("value is not finite: " + value);
      }
      return new StoredSignal(this);
    }
  }
}
