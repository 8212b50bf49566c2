package org.iccm.api.context;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Describes a context engineer.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class EngineerCard {
  private final String name;
  private final String fingerprint;
  private final String description;
  private final boolean leaking;
  private final boolean usesModels;

  private EngineerCard(Builder b) {
    this.name = b.name;
    this.fingerprint = b.fingerprint;
    this.description = b.description;
    this.leaking = b.leaking;
    this.usesModels = b.usesModels;
  }

  /**
   * Starts a builder.
   *
   * @param name its name, for example {@code rag}
   * @param fingerprint a digest of all that shapes its output: weights, templates, writer, embedder
   * @return a new builder
   */
  public static Builder builder(String name, String fingerprint) {
    return new Builder(name, fingerprint);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(name, fingerprint);
    b.description = description;
    b.leaking = leaking;
    b.usesModels = usesModels;
    return b;
  }

  /** Returns its name, for example {@code rag}. */
  public String name() {
    return name;
  }

  /** Returns a digest of all that shapes its output: weights, templates, writer, embedder. */
  public String fingerprint() {
    return fingerprint;
  }

  /** Returns one line for people. */
  public String description() {
    return description;
  }

  /** Returns whether it is a control that passes source on verbatim, outside the gate. */
  public boolean leaking() {
    return leaking;
  }

  /** Returns whether it calls models. */
  public boolean usesModels() {
    return usesModels;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof EngineerCard o
            && name.equals(o.name)
            && fingerprint.equals(o.fingerprint)
            && description.equals(o.description)
            && leaking == o.leaking
            && usesModels == o.usesModels);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, fingerprint, description, leaking, usesModels);
  }

  @Override
  public String toString() {
    return "EngineerCard[name="
        + name
        + ", fingerprint="
        + fingerprint
        + ", description="
        + description
        + ", leaking="
        + leaking
        + ", usesModels="
        + usesModels
        + "]";
  }

  /** Builds a {@link EngineerCard}. Not thread-safe. */
  public static final class Builder {
    private final String name;
    private final String fingerprint;
    private String description = "";
    private boolean leaking = false;
    private boolean usesModels = false;

    private Builder(String name, String fingerprint) {
      this.name = Objects.requireNonNull(name, "name");
      this.fingerprint = Objects.requireNonNull(fingerprint, "fingerprint");
    }

    /**
     * Sets one line for people.
     *
     * @param description the value
     * @return this builder
     */
    public Builder description(String description) {
      this.description = Objects.requireNonNull(description, "description");
      return this;
    }

    /**
     * Sets whether it is a control that passes source on verbatim, outside the gate.
     *
     * @param leaking the value
     * @return this builder
     */
    public Builder leaking(boolean leaking) {
      this.leaking = leaking;
      return this;
    }

    /**
     * Sets whether it calls models.
     *
     * @param usesModels the value
     * @return this builder
     */
    public Builder usesModels(boolean usesModels) {
      this.usesModels = usesModels;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public EngineerCard build() {
      return new EngineerCard(this);
    }
  }
}
