package org.iccm.api.rollout;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.Application;
import org.iccm.api.context.Disclosure;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Sampling;
import org.iccm.api.testing.ResourceLimits;
import org.jspecify.annotations.Nullable;

/**
 * A whole plan: every application x engineer x model x sample; in scope UNIT every unit instead of
 * the application.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class RolloutRequest {
  private final String runId;
  private final List<Application> applications;
  private final List<String> engineers;
  private final List<String> models;
  private final int samples;
  private final Sampling sampling;
  private final Scope scope;
  private final UnitPlan units;
  private final List<GivenContext> contexts;
  private final boolean leaveOneOut;
  private final Disclosure disclosure;
  private final long seed;
  private final OptionalInt contextBudget;
  private final Budget budget;
  private final ResourceLimits limits;
  private final boolean fresh;
  private final String tag;

  private RolloutRequest(Builder b) {
    this.runId = b.runId;
    this.applications = List.copyOf(b.applications);
    this.engineers = List.copyOf(b.engineers);
    this.models = List.copyOf(b.models);
    this.samples = b.samples;
    this.sampling = b.sampling;
    this.scope = b.scope;
    this.units = b.units;
    this.contexts = List.copyOf(b.contexts);
    this.leaveOneOut = b.leaveOneOut;
    this.disclosure = b.disclosure;
    this.seed = b.seed;
    this.contextBudget = b.contextBudget;
    this.budget = b.budget;
    this.limits = b.limits;
    this.fresh = b.fresh;
    this.tag = b.tag;
  }

  /**
   * Starts a builder.
   *
   * @param runId name of the run; budgets and resumes go by it
   * @param applications the applications
   * @param engineers instance names of engineers; none if all contexts are given
   * @return a new builder
   */
  public static Builder builder(
      String runId, List<Application> applications, List<String> engineers) {
    return new Builder(runId, applications, engineers);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(runId, applications, engineers);
    b.models = models;
    b.samples = samples;
    b.sampling = sampling;
    b.scope = scope;
    b.units = units;
    b.contexts = contexts;
    b.leaveOneOut = leaveOneOut;
    b.disclosure = disclosure;
    b.seed = seed;
    b.contextBudget = contextBudget;
    b.budget = budget;
    b.limits = limits;
    b.fresh = fresh;
    b.tag = tag;
    return b;
  }

  /** Returns name of the run; budgets and resumes go by it. */
  public String runId() {
    return runId;
  }

  /** Returns the applications. */
  public List<Application> applications() {
    return applications;
  }

  /** Returns instance names of engineers. */
  public List<String> engineers() {
    return engineers;
  }

  /** Returns instance names of models; empty means the orchestra. */
  public List<String> models() {
    return models;
  }

  /** Returns samples per cell, at least 1; those already stored are not redone. */
  public int samples() {
    return samples;
  }

  /** Returns sampling options of the reconstruction. */
  public Sampling sampling() {
    return sampling;
  }

  /** Returns what is rebuilt. */
  public Scope scope() {
    return scope;
  }

  /** Returns which units are rebuilt in scope UNIT; without meaning in scope APPLICATION. */
  public UnitPlan units() {
    return units;
  }

  /** Returns contexts that are there already, beside those of the engineers. */
  public List<GivenContext> contexts() {
    return contexts;
  }

  /**
   * Returns whether each context is also tried with one of its requirements left out at a time:
   * what {@link Attribution} is made of. A requirement that a rollout was not given is not left out
   * of it.
   */
  public boolean leaveOneOut() {
    return leaveOneOut;
  }

  /** Returns what the models are told about the interface. */
  public Disclosure disclosure() {
    return disclosure;
  }

  /** Returns the run's seed. */
  public long seed() {
    return seed;
  }

  /** Returns tokens of a context; empty means the default by source size. */
  public OptionalInt contextBudget() {
    return contextBudget;
  }

  /** Returns hard limits. */
  public Budget budget() {
    return budget;
  }

  /** Returns limits of one test run. */
  public ResourceLimits limits() {
    return limits;
  }

  /** Returns whether earlier results are forgotten: a new generation. */
  public boolean fresh() {
    return fresh;
  }

  /** Returns opaque text of the caller, kept with the batch. */
  public String tag() {
    return tag;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof RolloutRequest o
            && runId.equals(o.runId)
            && applications.equals(o.applications)
            && engineers.equals(o.engineers)
            && models.equals(o.models)
            && samples == o.samples
            && sampling.equals(o.sampling)
            && scope.equals(o.scope)
            && units.equals(o.units)
            && contexts.equals(o.contexts)
            && leaveOneOut == o.leaveOneOut
            && disclosure.equals(o.disclosure)
            && seed == o.seed
            && contextBudget.equals(o.contextBudget)
            && budget.equals(o.budget)
            && limits.equals(o.limits)
            && fresh == o.fresh
            && tag.equals(o.tag));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        runId,
        applications,
        engineers,
        models,
        samples,
        sampling,
        scope,
        units,
        contexts,
        leaveOneOut,
        disclosure,
        seed,
        contextBudget,
        budget,
        limits,
        fresh,
        tag);
  }

  @Override
  public String toString() {
    return "RolloutRequest[runId="
        + runId
        + ", applications="
        + applications
        + ", engineers="
        + engineers
        + ", models="
        + models
        + ", samples="
        + samples
        + ", sampling="
        + sampling
        + ", scope="
        + scope
        + ", units="
        + units
        + ", contexts="
        + contexts
        + ", leaveOneOut="
        + leaveOneOut
        + ", disclosure="
        + disclosure
        + ", seed="
        + seed
        + ", contextBudget="
        + contextBudget
        + ", budget="
        + budget
        + ", limits="
        + limits
        + ", fresh="
        + fresh
        + ", tag="
        + tag
        + "]";
  }

  /** Builds a {@link RolloutRequest}. Not thread-safe. */
  public static final class Builder {
    private final String runId;
    private final List<Application> applications;
    private final List<String> engineers;
    private List<String> models = List.of();
    private int samples = 1;
    private Sampling sampling = Sampling.DEFAULT;
    private Scope scope = Scope.APPLICATION;
    private UnitPlan units = UnitPlan.REACHED;
    private List<GivenContext> contexts = List.of();
    private boolean leaveOneOut = false;
    private Disclosure disclosure = Disclosure.SIGNATURES;
    private long seed = 0L;
    private OptionalInt contextBudget = OptionalInt.empty();
    private Budget budget = Budget.UNLIMITED;
    private ResourceLimits limits = ResourceLimits.DEFAULT;
    private boolean fresh = false;
    private String tag = "";

    private Builder(String runId, List<Application> applications, List<String> engineers) {
      this.runId = Objects.requireNonNull(runId, "runId");
      this.applications = Objects.requireNonNull(applications, "applications");
      this.engineers = Objects.requireNonNull(engineers, "engineers");
    }

    /**
     * Sets instance names of models; empty means the orchestra.
     *
     * @param models the value
     * @return this builder
     */
    public Builder models(List<String> models) {
      this.models = Objects.requireNonNull(models, "models");
      return this;
    }

    /**
     * Sets samples per cell, at least 1; those already stored are not redone.
     *
     * @param samples the value
     * @return this builder
     */
    public Builder samples(int samples) {
      this.samples = samples;
      return this;
    }

    /**
     * Sets sampling options of the reconstruction.
     *
     * @param sampling the value
     * @return this builder
     */
    public Builder sampling(Sampling sampling) {
      this.sampling = Objects.requireNonNull(sampling, "sampling");
      return this;
    }

    /**
     * Sets what is rebuilt.
     *
     * @param scope the value
     * @return this builder
     */
    public Builder scope(Scope scope) {
      this.scope = Objects.requireNonNull(scope, "scope");
      return this;
    }

    /**
     * Sets which units are rebuilt in scope UNIT.
     *
     * @param units by default all that tests of the reward group reach
     * @return this builder
     */
    public Builder units(UnitPlan units) {
      this.units = Objects.requireNonNull(units, "units");
      return this;
    }

    /**
     * Sets contexts that are there already.
     *
     * @param contexts each of an application of this request, no name twice for one application
     * @return this builder
     */
    public Builder contexts(List<GivenContext> contexts) {
      this.contexts = Objects.requireNonNull(contexts, "contexts");
      return this;
    }

    /**
     * Sets whether each context is also tried without each of its requirements.
     *
     * @param leaveOneOut by default false
     * @return this builder
     */
    public Builder leaveOneOut(boolean leaveOneOut) {
      this.leaveOneOut = leaveOneOut;
      return this;
    }

    /**
     * Sets what the models are told about the interface.
     *
     * @param disclosure the value
     * @return this builder
     */
    public Builder disclosure(Disclosure disclosure) {
      this.disclosure = Objects.requireNonNull(disclosure, "disclosure");
      return this;
    }

    /**
     * Sets the run's seed.
     *
     * @param seed the value
     * @return this builder
     */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Sets tokens of a context; empty means the default by source size.
     *
     * @param contextBudget the value
     * @return this builder
     */
    public Builder contextBudget(int contextBudget) {
      this.contextBudget = OptionalInt.of(contextBudget);
      return this;
    }

    /**
     * Sets hard limits.
     *
     * @param budget the value
     * @return this builder
     */
    public Builder budget(Budget budget) {
      this.budget = Objects.requireNonNull(budget, "budget");
      return this;
    }

    /**
     * Sets limits of one test run.
     *
     * @param limits the value
     * @return this builder
     */
    public Builder limits(ResourceLimits limits) {
      this.limits = Objects.requireNonNull(limits, "limits");
      return this;
    }

    /**
     * Sets whether earlier results are forgotten: a new generation.
     *
     * @param fresh the value
     * @return this builder
     */
    public Builder fresh(boolean fresh) {
      this.fresh = fresh;
      return this;
    }

    /**
     * Sets opaque text of the caller, kept with the batch.
     *
     * @param tag the value
     * @return this builder
     */
    public Builder tag(String tag) {
      this.tag = Objects.requireNonNull(tag, "tag");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public RolloutRequest build() {
      if (applications.isEmpty() || (engineers.isEmpty() && contexts.isEmpty())) {
        throw new IllegalArgumentException(
            "a rollout request needs an application, and an engineer or a context");
      }
      if (samples < 1) {
        throw new IllegalArgumentException("samples must be at least 1");
      }
      if (applications.stream().map(Application::id).distinct().count() != applications.size()) {
        throw new IllegalArgumentException("two applications have one id");
      }
      checkContexts();
      return new RolloutRequest(this);
    }

    private void checkContexts() {
      Set<String> ids = applications.stream().map(Application::id).collect(Collectors.toSet());
      Set<List<String>> names = new HashSet<>();
      for (GivenContext c : contexts) {
        if (!ids.contains(c.applicationId())) {
          throw new IllegalArgumentException(
              "context '" + c.name() + "' is of " + c.applicationId() + ", which is not rebuilt");
        }
        if (engineers.contains(c.name()) || !names.add(List.of(c.applicationId(), c.name()))) {
          throw new IllegalArgumentException(
              "two contexts of " + c.applicationId() + " are named '" + c.name() + "'");
        }
      }
    }
  }
}
