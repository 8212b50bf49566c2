package org.iccm.api.llm;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Describes a model behind a backend.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ModelCard {
  private final String id;
  private final String revision;
  private final int concurrency;
  private final OptionalInt contextTokens;
  private final Set<Capability> capabilities;
  private final Sampling defaults;
  private final boolean local;
  private final Optional<String> licence;

  private ModelCard(Builder b) {
    this.id = b.id;
    this.revision = b.revision;
    this.concurrency = b.concurrency;
    this.contextTokens = b.contextTokens;
    this.capabilities = Collections.unmodifiableSet(new LinkedHashSet<>(b.capabilities));
    this.defaults = b.defaults;
    this.local = b.local;
    this.licence = b.licence;
  }

  /**
   * Starts a builder.
   *
   * @param id the model's id, as the server names it
   * @param revision its file's hash or a configured pin; part of every completion's key
   * @return a new builder
   */
  public static Builder builder(String id, String revision) {
    return new Builder(id, revision);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(id, revision);
    b.concurrency = concurrency;
    b.contextTokens = contextTokens;
    b.capabilities = capabilities;
    b.defaults = defaults;
    b.local = local;
    b.licence = licence;
    return b;
  }

  /** Returns the model's id, as the server names it. */
  public String id() {
    return id;
  }

  /** Returns its file's hash or a configured pin; part of every completion's key. */
  public String revision() {
    return revision;
  }

  /** Returns how many calls at once serve it best, read at every admission. */
  public int concurrency() {
    return concurrency;
  }

  /** Returns the longest prompt plus answer of one call. */
  public OptionalInt contextTokens() {
    return contextTokens;
  }

  /** Returns what it can do. */
  public Set<Capability> capabilities() {
    return capabilities;
  }

  /** Returns sampling where a request leaves it open. */
  public Sampling defaults() {
    return defaults;
  }

  /** Returns whether requests stay on this machine. */
  public boolean local() {
    return local;
  }

  /** Returns the weights' licence. */
  public Optional<String> licence() {
    return licence;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ModelCard o
            && id.equals(o.id)
            && revision.equals(o.revision)
            && concurrency == o.concurrency
            && contextTokens.equals(o.contextTokens)
            && capabilities.equals(o.capabilities)
            && defaults.equals(o.defaults)
            && local == o.local
            && licence.equals(o.licence));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        id, revision, concurrency, contextTokens, capabilities, defaults, local, licence);
  }

  @Override
  public String toString() {
    return "ModelCard[id="
        + id
        + ", revision="
        + revision
        + ", concurrency="
        + concurrency
        + ", contextTokens="
        + contextTokens
        + ", capabilities="
        + capabilities
        + ", defaults="
        + defaults
        + ", local="
        + local
        + ", licence="
        + licence
        + "]";
  }

  /** Builds a {@link ModelCard}. Not thread-safe. */
  public static final class Builder {
    private final String id;
    private final String revision;
    private int concurrency = 1;
    private OptionalInt contextTokens = OptionalInt.empty();
    private Set<Capability> capabilities = Set.of();
    private Sampling defaults = Sampling.DEFAULT;
    private boolean local = false;
    private Optional<String> licence = Optional.empty();

    private Builder(String id, String revision) {
      this.id = Objects.requireNonNull(id, "id");
      this.revision = Objects.requireNonNull(revision, "revision");
    }

    /**
     * Sets how many calls at once serve it best, read at every admission.
     *
     * @param concurrency the value
     * @return this builder
     */
    public Builder concurrency(int concurrency) {
      this.concurrency = concurrency;
      return this;
    }

    /**
     * Sets the longest prompt plus answer of one call.
     *
     * @param contextTokens the value
     * @return this builder
     */
    public Builder contextTokens(int contextTokens) {
      this.contextTokens = OptionalInt.of(contextTokens);
      return this;
    }

    /**
     * Sets what it can do.
     *
     * @param capabilities the value
     * @return this builder
     */
    public Builder capabilities(Set<Capability> capabilities) {
      this.capabilities = Objects.requireNonNull(capabilities, "capabilities");
      return this;
    }

    /**
     * Sets sampling where a request leaves it open.
     *
     * @param defaults the value
     * @return this builder
     */
    public Builder defaults(Sampling defaults) {
      this.defaults = Objects.requireNonNull(defaults, "defaults");
      return this;
    }

    /**
     * Sets whether requests stay on this machine.
     *
     * @param local the value
     * @return this builder
     */
    public Builder local(boolean local) {
      this.local = local;
      return this;
    }

    /**
     * Sets the weights' licence.
     *
     * @param licence the value
     * @return this builder
     */
    public Builder licence(String licence) {
      this.licence = Optional.of(licence);
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ModelCard build() {
      if (concurrency < 1) {
        throw new IllegalArgumentException("concurrency must be at least 1");
      }
      if (id.isBlank() || revision.isBlank()) {
        throw new IllegalArgumentException("a model needs an id and a revision");
      }
      return new ModelCard(this);
    }
  }
}
