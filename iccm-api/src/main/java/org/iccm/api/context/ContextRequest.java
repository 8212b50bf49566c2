package org.iccm.api.context;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.UnitId;
import org.jspecify.annotations.Nullable;

/**
 * What a context engineer is asked.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ContextRequest {
  private final ApplicationView application;
  private final int budgetTokens;
  private final Scope scope;
  private final Set<UnitId> units;
  private final Disclosure disclosure;
  private final long seed;
  private final int sample;
  private final Optional<GateVerdict> earlierRejection;

  private ContextRequest(Builder b) {
    this.application = b.application;
    this.budgetTokens = b.budgetTokens;
    this.scope = b.scope;
    this.units = Collections.unmodifiableSet(new LinkedHashSet<>(b.units));
    this.disclosure = b.disclosure;
    this.seed = b.seed;
    this.sample = b.sample;
    this.earlierRejection = b.earlierRejection;
  }

  /**
   * Starts a builder.
   *
   * @param application the application as engineers may see it
   * @param budgetTokens the longest context allowed, in tokens of the gate's tokenizer
   * @return a new builder
   */
  public static Builder builder(ApplicationView application, int budgetTokens) {
    return new Builder(application, budgetTokens);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(application, budgetTokens);
    b.scope = scope;
    b.units = units;
    b.disclosure = disclosure;
    b.seed = seed;
    b.sample = sample;
    b.earlierRejection = earlierRejection;
    return b;
  }

  /** Returns the application as engineers may see it. */
  public ApplicationView application() {
    return application;
  }

  /** Returns the longest context allowed, in tokens of the gate's tokenizer. */
  public int budgetTokens() {
    return budgetTokens;
  }

  /** Returns what the models will rebuild. */
  public Scope scope() {
    return scope;
  }

  /** Returns the units wanted in scope {@link Scope#UNIT}; empty means all. */
  public Set<UnitId> units() {
    return units;
  }

  /** Returns what the models are told about the interface in any case. */
  public Disclosure disclosure() {
    return disclosure;
  }

  /** Returns the seed of this context's randomness. */
  public long seed() {
    return seed;
  }

  /** Returns which of several contexts, from 0. */
  public int sample() {
    return sample;
  }

  /** Returns the verdict on an earlier context for the same request, if this is the rewrite. */
  public Optional<GateVerdict> earlierRejection() {
    return earlierRejection;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof ContextRequest o
            && application.equals(o.application)
            && budgetTokens == o.budgetTokens
            && scope.equals(o.scope)
            && units.equals(o.units)
            && disclosure.equals(o.disclosure)
            && seed == o.seed
            && sample == o.sample
            && earlierRejection.equals(o.earlierRejection));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        application, budgetTokens, scope, units, disclosure, seed, sample, earlierRejection);
  }

  @Override
  public String toString() {
    return "ContextRequest[application="
        + application
        + ", budgetTokens="
        + budgetTokens
        + ", scope="
        + scope
        + ", units="
        + units
        + ", disclosure="
        + disclosure
        + ", seed="
        + seed
        + ", sample="
        + sample
        + ", earlierRejection="
        + earlierRejection
        + "]";
  }

  /** Builds a {@link ContextRequest}. Not thread-safe. */
  public static final class Builder {
    private final ApplicationView application;
    private final int budgetTokens;
    private Scope scope = Scope.APPLICATION;
    private Set<UnitId> units = Set.of();
    private Disclosure disclosure = Disclosure.SIGNATURES;
    private long seed = 0L;
    private int sample = 0;
    private Optional<GateVerdict> earlierRejection = Optional.empty();

    private Builder(ApplicationView application, int budgetTokens) {
      this.application = Objects.requireNonNull(application, "application");
      this.budgetTokens = budgetTokens;
    }

    /**
     * Sets what the models will rebuild.
     *
     * @param scope the value
     * @return this builder
     */
    public Builder scope(Scope scope) {
      this.scope = Objects.requireNonNull(scope, "scope");
      return this;
    }

    /**
     * Sets the units wanted in scope {@link Scope#UNIT}; empty means all.
     *
     * @param units the value
     * @return this builder
     */
    public Builder units(Set<UnitId> units) {
      this.units = Objects.requireNonNull(units, "units");
      return this;
    }

    /**
     * Sets what the models are told about the interface in any case.
     *
     * @param disclosure the value
     * @return this builder
     */
    public Builder disclosure(Disclosure disclosure) {
      this.disclosure = Objects.requireNonNull(disclosure, "disclosure");
      return this;
    }

    /**
     * Sets the seed of this context's randomness.
     *
     * @param seed the value
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets which of several contexts, from 0.
     *
     * @param sample the value
     * @return this builder
     */
    public Builder sample(int sample) {
      this.sample = sample;
      return this;
    }

    /**
     * Sets the verdict on an earlier context for the same request, if this is the rewrite.
     *
     * @param earlierRejection the value
     * @return this builder
     */
    public Builder earlierRejection(GateVerdict earlierRejection) {
      this.earlierRejection = Optional.of(earlierRejection);
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public ContextRequest build() {
      if (budgetTokens < 1) {
        throw new IllegalArgumentException("budgetTokens must be at least 1, is " + budgetTokens);
      }
      return new ContextRequest(this);
    }
  }
}
