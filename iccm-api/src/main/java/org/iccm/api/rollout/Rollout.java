package org.iccm.api.rollout;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.iccm.api.application.Digests;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Completion;
import org.iccm.api.testing.TestReport;
import org.jspecify.annotations.Nullable;

/**
 * One (application, context, model, sample): a view over completion, parser version and run, never
 * a row of its own.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Rollout {
  private final String applicationId;
  private final String engineer;
  private final String model;
  private final int sample;
  private final RolloutOutcome outcome;
  private final String engineerFingerprint;
  private final String modelId;
  private final String modelRevision;
  private final Scope scope;
  private final Set<UnitId> units;
  private final List<Integer> given;
  private final List<Integer> speaking;
  private final OptionalInt omitted;
  private final boolean leaking;
  private final Optional<EngineeredContext> context;
  private final String contextText;
  private final Optional<GateVerdict> gate;
  private final Optional<ContextKey> contextKey;
  private final Optional<CompletionKey> completionKey;
  private final Optional<RunKey> runKey;
  private final Optional<Completion> completion;
  private final List<SourceFile> files;
  private final List<String> parseNotes;
  private final Optional<TestReport> report;
  private final List<TestId> inventory;
  private final Optional<Set<UnitId>> undisclosedApi;
  private final boolean completionCached;
  private final boolean runCached;
  private final String detail;

  private Rollout(Builder b) {
    this.applicationId = b.applicationId;
    this.engineer = b.engineer;
    this.model = b.model;
    this.sample = b.sample;
    this.outcome = b.outcome;
    this.engineerFingerprint = b.engineerFingerprint;
    this.modelId = b.modelId;
    this.modelRevision = b.modelRevision;
    this.scope = b.scope;
    this.units = Collections.unmodifiableSet(new LinkedHashSet<>(b.units));
    this.given = List.copyOf(b.given);
    this.speaking = List.copyOf(b.speaking);
    this.omitted = b.omitted;
    this.leaking = b.leaking;
    this.context = b.context;
    this.contextText = b.contextText;
    this.gate = b.gate;
    this.contextKey = b.contextKey;
    this.completionKey = b.completionKey;
    this.runKey = b.runKey;
    this.completion = b.completion;
    this.files = List.copyOf(b.files);
    this.parseNotes = List.copyOf(b.parseNotes);
    this.report = b.report;
    this.inventory = List.copyOf(b.inventory);
    this.undisclosedApi = b.undisclosedApi;
    this.completionCached = b.completionCached;
    this.runCached = b.runCached;
    this.detail = b.detail;
  }

  /**
   * Starts a builder.
   *
   * @param applicationId the application
   * @param engineer the engineer's instance name
   * @param model the model's instance name
   * @param sample which sample, from 0
   * @param outcome what became of it
   * @return a new builder
   */
  public static Builder builder(
      String applicationId, String engineer, String model, int sample, RolloutOutcome outcome) {
    return new Builder(applicationId, engineer, model, sample, outcome);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(applicationId, engineer, model, sample, outcome);
    b.engineerFingerprint = engineerFingerprint;
    b.modelId = modelId;
    b.modelRevision = modelRevision;
    b.scope = scope;
    b.units = units;
    b.given = given;
    b.speaking = speaking;
    b.omitted = omitted;
    b.leaking = leaking;
    b.context = context;
    b.contextText = contextText;
    b.gate = gate;
    b.contextKey = contextKey;
    b.completionKey = completionKey;
    b.runKey = runKey;
    b.completion = completion;
    b.files = files;
    b.parseNotes = parseNotes;
    b.report = report;
    b.inventory = inventory;
    b.undisclosedApi = undisclosedApi;
    b.completionCached = completionCached;
    b.runCached = runCached;
    b.detail = detail;
    return b;
  }

  /** Returns the application. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns the engineer's instance name. */
  public String engineer() {
    return engineer;
  }

  /** Returns the model's instance name. */
  public String model() {
    return model;
  }

  /** Returns which sample, from 0. */
  public int sample() {
    return sample;
  }

  /** Returns what became of it. */
  public RolloutOutcome outcome() {
    return outcome;
  }

  /** Returns the engineer's fingerprint. */
  public String engineerFingerprint() {
    return engineerFingerprint;
  }

  /** Returns the model's id. */
  public String modelId() {
    return modelId;
  }

  /** Returns the model's revision. */
  public String modelRevision() {
    return modelRevision;
  }

  /** Returns what was rebuilt. */
  public Scope scope() {
    return scope;
  }

  /** Returns the units rebuilt in scope UNIT. */
  public Set<UnitId> units() {
    return units;
  }

  /**
   * Returns which requirements of the context the model was given: positions in {@code
   * context().requirements()}, ascending. In scope UNIT those that speak of the unit and those of
   * the whole application, or all if none speaks of the unit.
   */
  public List<Integer> given() {
    return given;
  }

  /**
   * Returns which of the given requirements earn this rollout's reward: those that speak of the
   * unit, its class or its members by name. Empty if none does; then the reward says something of
   * all that were given. In scope APPLICATION the same as {@link #given()}.
   */
  public List<Integer> speaking() {
    return speaking;
  }

  /** Returns the position of the requirement that was left out, where one was to be. */
  public OptionalInt omitted() {
    return omitted;
  }

  /**
   * Names what was asked: application, context, model, scope, unit, sample and what was left out.
   * The same work has the same name in another process, whatever became of it.
   *
   * @return 64 lower-case hexadecimal characters
   */
  public String key() {
    return Digests.of(
        "rollout/1",
        applicationId,
        engineer,
        contextKey.map(ContextKey::hex).orElse(""),
        model,
        modelId,
        modelRevision,
        scope.name(),
        units.stream().map(UnitId::toString).sorted().toList().toString(),
        Integer.toString(sample),
        omitted.isPresent() ? Integer.toString(omitted.getAsInt()) : "");
  }

  /** Returns whether the engineer is a control outside the gate. */
  public boolean leaking() {
    return leaking;
  }

  /** Returns the context. */
  public Optional<EngineeredContext> context() {
    return context;
  }

  /** Returns the context as the model got it: of what is given. */
  public String contextText() {
    return contextText;
  }

  /** Returns the gate's verdict. */
  public Optional<GateVerdict> gate() {
    return gate;
  }

  /** Returns key of the context. */
  public Optional<ContextKey> contextKey() {
    return contextKey;
  }

  /** Returns key of the completion. */
  public Optional<CompletionKey> completionKey() {
    return completionKey;
  }

  /** Returns key of the run. */
  public Optional<RunKey> runKey() {
    return runKey;
  }

  /** Returns the model's answer. */
  public Optional<Completion> completion() {
    return completion;
  }

  /**
   * Returns the files read from the answer; in scope UNIT one, with the unit's path and its new
   * text alone.
   */
  public List<SourceFile> files() {
    return files;
  }

  /** Returns what could not be used of the answer. */
  public List<String> parseNotes() {
    return parseNotes;
  }

  /** Returns the test report. */
  public Optional<TestReport> report() {
    return report;
  }

  /** Returns the tests that count, both groups; in scope UNIT those that reach the unit. */
  public List<TestId> inventory() {
    return inventory;
  }

  /**
   * Returns public symbols of the reconstruction that were not disclosed; empty if that cannot be
   * said.
   */
  public Optional<Set<UnitId>> undisclosedApi() {
    return undisclosedApi;
  }

  /** Returns whether no model was called for it. */
  public boolean completionCached() {
    return completionCached;
  }

  /** Returns whether no test was run for it. */
  public boolean runCached() {
    return runCached;
  }

  /** Returns why, where the outcome needs a reason. */
  public String detail() {
    return detail;
  }

  /**
   * Tests of a group that count.
   *
   * @param group the group
   * @return how many
   */
  public int total(TestGroup group) {
    return (int) inventory.stream().filter(t -> TestGroup.of(t) == group).count();
  }

  /**
   * Tests of a group that passed; 0 for every outcome but {@link RolloutOutcome#COMPLETED}.
   *
   * @param group the group
   * @return how many
   */
  public int passed(TestGroup group) {
    if (outcome != RolloutOutcome.COMPLETED || report.isEmpty()) {
      return 0;
    }
    Set<TestId> passed = report.get().passed();
    return (int)
        inventory.stream().filter(t -> TestGroup.of(t) == group && passed.contains(t)).count();
  }

  /**
   * Share of a group's tests that passed.
   *
   * @param group the group
   * @return 0 to 1; empty if the outcome is not scored or the group has no test
   */
  public OptionalDouble score(TestGroup group) {
    int total = total(group);
    if (!outcome.scored() || total == 0) {
      return OptionalDouble.empty();
    }
    return OptionalDouble.of((double) passed(group) / total);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Rollout o
            && applicationId.equals(o.applicationId)
            && engineer.equals(o.engineer)
            && model.equals(o.model)
            && sample == o.sample
            && outcome.equals(o.outcome)
            && engineerFingerprint.equals(o.engineerFingerprint)
            && modelId.equals(o.modelId)
            && modelRevision.equals(o.modelRevision)
            && scope.equals(o.scope)
            && units.equals(o.units)
            && given.equals(o.given)
            && speaking.equals(o.speaking)
            && omitted.equals(o.omitted)
            && leaking == o.leaking
            && context.equals(o.context)
            && contextText.equals(o.contextText)
            && gate.equals(o.gate)
            && contextKey.equals(o.contextKey)
            && completionKey.equals(o.completionKey)
            && runKey.equals(o.runKey)
            && completion.equals(o.completion)
            && files.equals(o.files)
            && parseNotes.equals(o.parseNotes)
            && report.equals(o.report)
            && inventory.equals(o.inventory)
            && undisclosedApi.equals(o.undisclosedApi)
            && completionCached == o.completionCached
            && runCached == o.runCached
            && detail.equals(o.detail));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        applicationId,
        engineer,
        model,
        sample,
        outcome,
        engineerFingerprint,
        modelId,
        modelRevision,
        scope,
        units,
        given,
        speaking,
        omitted,
        leaking,
        context,
        contextText,
        gate,
        contextKey,
        completionKey,
        runKey,
        completion,
        files,
        parseNotes,
        report,
        inventory,
        undisclosedApi,
        completionCached,
        runCached,
        detail);
  }

  @Override
  public String toString() {
    return "Rollout[applicationId="
        + applicationId
        + ", engineer="
        + engineer
        + ", model="
        + model
        + ", sample="
        + sample
        + ", outcome="
        + outcome
        + ", engineerFingerprint="
        + engineerFingerprint
        + ", modelId="
        + modelId
        + ", modelRevision="
        + modelRevision
        + ", scope="
        + scope
        + ", units="
        + units
        + ", given="
        + given
        + ", speaking="
        + speaking
        + ", omitted="
        + omitted
        + ", leaking="
        + leaking
        + ", context="
        + context
        + ", contextText="
        + contextText
        + ", gate="
        + gate
        + ", contextKey="
        + contextKey
        + ", completionKey="
        + completionKey
        + ", runKey="
        + runKey
        + ", completion="
        + completion
        + ", files="
        + files
        + ", parseNotes="
        + parseNotes
        + ", report="
        + report
        + ", inventory="
        + inventory
        + ", undisclosedApi="
        + undisclosedApi
        + ", completionCached="
        + completionCached
        + ", runCached="
        + runCached
        + ", detail="
        + detail
        + "]";
  }

  /** Builds a {@link Rollout}. Not thread-safe. */
  public static final class Builder {
    private final String applicationId;
    private final String engineer;
    private final String model;
    private final int sample;
    private final RolloutOutcome outcome;
    private String engineerFingerprint = "";
    private String modelId = "";
    private String modelRevision = "";
    private Scope scope = Scope.APPLICATION;
    private Set<UnitId> units = Set.of();
    private List<Integer> given = List.of();
    private List<Integer> speaking = List.of();
    private OptionalInt omitted = OptionalInt.empty();
    private boolean leaking = false;
    private Optional<EngineeredContext> context = Optional.empty();
    private String contextText = "";
    private Optional<GateVerdict> gate = Optional.empty();
    private Optional<ContextKey> contextKey = Optional.empty();
    private Optional<CompletionKey> completionKey = Optional.empty();
    private Optional<RunKey> runKey = Optional.empty();
    private Optional<Completion> completion = Optional.empty();
    private List<SourceFile> files = List.of();
    private List<String> parseNotes = List.of();
    private Optional<TestReport> report = Optional.empty();
    private List<TestId> inventory = List.of();
    private Optional<Set<UnitId>> undisclosedApi = Optional.empty();
    private boolean completionCached = false;
    private boolean runCached = false;
    private String detail = "";

    private Builder(
        String applicationId, String engineer, String model, int sample, RolloutOutcome outcome) {
      this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
      this.engineer = Objects.requireNonNull(engineer, "engineer");
      this.model = Objects.requireNonNull(model, "model");
      this.sample = sample;
      this.outcome = Objects.requireNonNull(outcome, "outcome");
    }

    /**
     * Sets the engineer's fingerprint.
     *
     * @param engineerFingerprint the value
     * @return this builder
     */
    public Builder engineerFingerprint(String engineerFingerprint) {
      this.engineerFingerprint = Objects.requireNonNull(engineerFingerprint, "engineerFingerprint");
      return this;
    }

    /**
     * Sets the model's id.
     *
     * @param modelId the value
     * @return this builder
     */
    public Builder modelId(String modelId) {
      this.modelId = Objects.requireNonNull(modelId, "modelId");
      return this;
    }

    /**
     * Sets the model's revision.
     *
     * @param modelRevision the value
     * @return this builder
     */
    public Builder modelRevision(String modelRevision) {
      this.modelRevision = Objects.requireNonNull(modelRevision, "modelRevision");
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
     * Sets the units rebuilt in scope UNIT.
     *
     * @param units the value
     * @return this builder
     */
    public Builder units(Set<UnitId> units) {
      this.units = Objects.requireNonNull(units, "units");
      return this;
    }

    /**
     * Sets which requirements of the context the model was given.
     *
     * @param given positions, ascending
     * @param speaking those of them that speak of what was rebuilt
     * @return this builder
     */
    public Builder requirements(List<Integer> given, List<Integer> speaking) {
      this.given = Objects.requireNonNull(given, "given");
      this.speaking = Objects.requireNonNull(speaking, "speaking");
      return this;
    }

    /**
     * Sets the requirement that was left out.
     *
     * @param omitted its position
     * @return this builder
     */
    public Builder omitted(int omitted) {
      this.omitted = OptionalInt.of(omitted);
      return this;
    }

    /**
     * Sets whether the engineer is a control outside the gate.
     *
     * @param leaking the value
     * @return this builder
     */
    public Builder leaking(boolean leaking) {
      this.leaking = leaking;
      return this;
    }

    /**
     * Sets the context.
     *
     * @param context the value
     * @return this builder
     */
    public Builder context(EngineeredContext context) {
      this.context = Optional.of(context);
      return this;
    }

    /**
     * Sets the context as the models got it.
     *
     * @param contextText the value
     * @return this builder
     */
    public Builder contextText(String contextText) {
      this.contextText = Objects.requireNonNull(contextText, "contextText");
      return this;
    }

    /**
     * Sets the gate's verdict.
     *
     * @param gate the value
     * @return this builder
     */
    public Builder gate(GateVerdict gate) {
      this.gate = Optional.of(gate);
      return this;
    }

    /**
     * Sets key of the context.
     *
     * @param contextKey the value
     * @return this builder
     */
    public Builder contextKey(ContextKey contextKey) {
      this.contextKey = Optional.of(contextKey);
      return this;
    }

    /**
     * Sets key of the completion.
     *
     * @param completionKey the value
     * @return this builder
     */
    public Builder completionKey(CompletionKey completionKey) {
      this.completionKey = Optional.of(completionKey);
      return this;
    }

    /**
     * Sets key of the run.
     *
     * @param runKey the value
     * @return this builder
     */
    public Builder runKey(RunKey runKey) {
      this.runKey = Optional.of(runKey);
      return this;
    }

    /**
     * Sets the model's answer.
     *
     * @param completion the value
     * @return this builder
     */
    public Builder completion(Completion completion) {
      this.completion = Optional.of(completion);
      return this;
    }

    /**
     * Sets the files read from the answer.
     *
     * @param files the value
     * @return this builder
     */
    public Builder files(List<SourceFile> files) {
      this.files = Objects.requireNonNull(files, "files");
      return this;
    }

    /**
     * Sets what could not be used of the answer.
     *
     * @param parseNotes the value
     * @return this builder
     */
    public Builder parseNotes(List<String> parseNotes) {
      this.parseNotes = Objects.requireNonNull(parseNotes, "parseNotes");
      return this;
    }

    /**
     * Sets the test report.
     *
     * @param report the value
     * @return this builder
     */
    public Builder report(TestReport report) {
      this.report = Optional.of(report);
      return this;
    }

    /**
     * Sets the tests that count, both groups.
     *
     * @param inventory the value
     * @return this builder
     */
    public Builder inventory(List<TestId> inventory) {
      this.inventory = Objects.requireNonNull(inventory, "inventory");
      return this;
    }

    /**
     * Sets public symbols of the reconstruction that were not disclosed; empty if that cannot be
     * said.
     *
     * @param undisclosedApi the value
     * @return this builder
     */
    public Builder undisclosedApi(Set<UnitId> undisclosedApi) {
      this.undisclosedApi = Optional.of(undisclosedApi);
      return this;
    }

    /**
     * Sets whether no model was called for it.
     *
     * @param completionCached the value
     * @return this builder
     */
    public Builder completionCached(boolean completionCached) {
      this.completionCached = completionCached;
      return this;
    }

    /**
     * Sets whether no test was run for it.
     *
     * @param runCached the value
     * @return this builder
     */
    public Builder runCached(boolean runCached) {
      this.runCached = runCached;
      return this;
    }

    /**
     * Sets why, where the outcome needs a reason.
     *
     * @param detail the value
     * @return this builder
     */
    public Builder detail(String detail) {
      this.detail = Objects.requireNonNull(detail, "detail");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Rollout build() {
      return new Rollout(this);
    }
  }
}
