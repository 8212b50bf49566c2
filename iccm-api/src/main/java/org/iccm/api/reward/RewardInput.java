package org.iccm.api.reward;

import java.util.List;
import java.util.Objects;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Scope;
import org.iccm.api.rollout.Rollout;
import org.jspecify.annotations.Nullable;

/**
 * All rollouts of one context; in scope UNIT those of one unit.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class RewardInput {
  private final EngineeredContext context;
  private final List<Rollout> rollouts;
  private final List<String> expectedModels;
  private final int expectedSamples;
  private final Scope scope;

  private RewardInput(Builder b) {
    this.context = b.context;
    this.rollouts = List.copyOf(b.rollouts);
    this.expectedModels = List.copyOf(b.expectedModels);
    this.expectedSamples = b.expectedSamples;
    this.scope = b.scope;
  }

  /**
   * Starts a builder.
   *
   * @param context the context
   * @param rollouts its rollouts; the reward reads the reward group only
   * @param expectedModels models that were asked
   * @return a new builder
   */
  public static Builder builder(
      EngineeredContext context, List<Rollout> rollouts, List<String> expectedModels) {
    return new Builder(context, rollouts, expectedModels);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(context, rollouts, expectedModels);
    b.expectedSamples = expectedSamples;
    b.scope = scope;
    return b;
  }

  /** Returns the context. */
  public EngineeredContext context() {
    return context;
  }

  /** Returns its rollouts; the reward reads the reward group only. */
  public List<Rollout> rollouts() {
    return rollouts;
  }

  /** Returns models that were asked. */
  public List<String> expectedModels() {
    return expectedModels;
  }

  /** Returns samples per model that were asked for. */
  public int expectedSamples() {
    return expectedSamples;
  }

  /** Returns what was rebuilt. */
  public Scope scope() {
    return scope;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RewardInput o
            && context.equals(o.context)
            && rollouts.equals(o.rollouts)
            && expectedModels.equals(o.expectedModels)
            && expectedSamples == o.expectedSamples
            && scope.equals(o.scope));
  }

  @Override
  public int hashCode() {
    return Objects.hash(context, rollouts, expectedModels, expectedSamples, scope);
  }

  @Override
  public String toString() {
    return "RewardInput[context="
        + context
        + ", rollouts="
        + rollouts
        + ", expectedModels="
        + expectedModels
        + ", expectedSamples="
        + expectedSamples
        + ", scope="
        + scope
        + "]";
  }

  /** Builds a {@link RewardInput}. Not thread-safe. */
  public static final class Builder {
    private final EngineeredContext context;
    private final List<Rollout> rollouts;
    private final List<String> expectedModels;
    private int expectedSamples = 1;
    private Scope scope = Scope.APPLICATION;

    private Builder(
        EngineeredContext context, List<Rollout> rollouts, List<String> expectedModels) {
      this.context = Objects.requireNonNull(context, "context");
      this.rollouts = Objects.requireNonNull(rollouts, "rollouts");
      this.expectedModels = Objects.requireNonNull(expectedModels, "expectedModels");
    }

    /**
     * Sets samples per model that were asked for.
     *
     * @param expectedSamples the value
     * @return this builder
     */
    public Builder expectedSamples(int expectedSamples) {
      this.expectedSamples = expectedSamples;
      return this;
    }

    /**
     * Sets what was rebuilt.
     *
     * @param scope the value
     * @return this builder
     */
    public Builder scope(Scope scope) {
      this.scope = Objects.requireNonNull(scope, "scope");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if rollouts are of another scope, of several units, or some
     *     of them without a requirement that others have: they measure different things
     */
    public RewardInput build() {
      for (Rollout r : rollouts) {
        if (r.scope() != scope) {
          throw new IllegalArgumentException(
              "a reward of scope " + scope + " is not made of rollouts of scope " + r.scope());
        }
        if (!r.units().equals(rollouts.get(0).units())) {
          throw new IllegalArgumentException(
              "a reward is of one unit: give rollouts of "
                  + rollouts.get(0).units()
                  + " and those of "
                  + r.units()
                  + " apart");
        }
        if (!r.omitted().equals(rollouts.get(0).omitted())) {
          throw new IllegalArgumentException(
              "rollouts with a requirement left out belong to an Attribution, not to a reward of"
                  + " the whole context");
        }
      }
      return new RewardInput(this);
    }
  }
}
