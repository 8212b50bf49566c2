package org.iccm.api.context;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.iccm.api.application.Digests;
import org.jspecify.annotations.Nullable;

/**
 * The requirements that a context engineer wrote.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class EngineeredContext {
  private final List<Requirement> requirements;
  private final Map<String, String> notes;

  private EngineeredContext(Builder b) {
    this.requirements = List.copyOf(b.requirements);
    this.notes = Collections.unmodifiableMap(new LinkedHashMap<>(b.notes));
  }

  /**
   * Starts a builder.
   *
   * @param requirements the requirements, in order
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
    b.notes = notes;
    return b;
  }

  /** Returns the requirements, in order. */
  public List<Requirement> requirements() {
    return requirements;
  }

  /** Returns facts about the making, for report and debugger: retrieved units, writer, warnings. */
  public Map<String, String> notes() {
    return notes;
  }

  /**
   * Digest of the requirements.
   *
   * @return 64 hexadecimal characters
   */
  public String digest() {
    return Digests.of(requirements.stream().map(Requirement::id).toList());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof EngineeredContext o
            && requirements.equals(o.requirements)
            && notes.equals(o.notes));
  }

  @Override
  public int hashCode() {
    return Objects.hash(requirements, notes);
  }

  @Override
  public String toString() {
    return "EngineeredContext[requirements=" + requirements + ", notes=" + notes + "]";
  }

  /** Builds a {@link EngineeredContext}. Not thread-safe. */
  public static final class Builder {
    private final List<Requirement> requirements;
    private Map<String, String> notes = Map.of();

    private Builder(List<Requirement> requirements) {
      this.requirements = Objects.requireNonNull(requirements, "requirements");
    }

    /**
     * Sets facts about the making, for report and debugger: retrieved units, writer, warnings.
     *
     * @param notes the value
     * @return this builder
     */
    public Builder notes(Map<String, String> notes) {
      this.notes = Objects.requireNonNull(notes, "notes");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public EngineeredContext build() {
      return new EngineeredContext(this);
    }
  }
}
