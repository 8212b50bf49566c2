package org.iccm.api.context;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Set;
import org.iccm.api.application.Digests;
import org.iccm.api.application.UnitId;
import org.jspecify.annotations.Nullable;

/**
 * One requirement, tied to the units of code it speaks of.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Requirement {
  private final RequirementKind kind;
  private final String text;
  private final Set<UnitId> units;

  private Requirement(Builder b) {
    this.kind = b.kind;
    this.text = b.text;
    this.units = Collections.unmodifiableSet(new LinkedHashSet<>(b.units));
  }

  /**
   * Starts a builder.
   *
   * @param kind its kind
   * @param text its text
   * @return a new builder
   */
  public static Builder builder(RequirementKind kind, String text) {
    return new Builder(kind, text);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(kind, text);
    b.units = units;
    return b;
  }

  /** Returns its kind. */
  public RequirementKind kind() {
    return kind;
  }

  /** Returns its text. */
  public String text() {
    return text;
  }

  /**
   * Returns the units it speaks of; empty means the whole application, and it goes with every unit.
   */
  public Set<UnitId> units() {
    return units;
  }

  /**
   * An id made of kind, text and units: equal requirements have equal ids.
   *
   * @return 16 hexadecimal characters
   */
  public String id() {
    return Digests.of(
            kind.label(), text, units.stream().map(UnitId::toString).sorted().toList().toString())
        .substring(0, 16);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Requirement o
            && kind.equals(o.kind)
            && text.equals(o.text)
            && units.equals(o.units));
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, text, units);
  }

  @Override
  public String toString() {
    return "Requirement[kind=" + kind + ", text=" + text + ", units=" + units + "]";
  }

  /** Builds a {@link Requirement}. Not thread-safe. */
  public static final class Builder {
    private final RequirementKind kind;
    private final String text;
    private Set<UnitId> units = Set.of();

    private Builder(RequirementKind kind, String text) {
      this.kind = Objects.requireNonNull(kind, "kind");
      this.text = Objects.requireNonNull(text, "text");
    }

    /**
     * Sets the units it speaks of; empty means the whole application, and it goes with every unit.
     *
     * @param units the value
     * @return this builder
     */
    public Builder units(Set<UnitId> units) {
      this.units = Objects.requireNonNull(units, "units");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Requirement build() {
      if (text.isBlank()) {
        throw new IllegalArgumentException("a requirement's text is blank");
      }
      return new Requirement(this);
    }
  }
}
