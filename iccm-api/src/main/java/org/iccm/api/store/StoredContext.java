package org.iccm.api.store;

import java.util.Objects;
import java.util.Optional;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Scope;
import org.iccm.api.rollout.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * A context, its maker and what the gate said.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredContext {
  private final ContextKey key;
  private final String applicationId;
  private final String engineer;
  private final String engineerFingerprint;
  private final EngineeredContext context;
  private final Optional<GateVerdict> verdict;
  private final String viewDigest;
  private final Scope scope;
  private final int sample;

  private StoredContext(Builder b) {
    this.key = b.key;
    this.applicationId = b.applicationId;
    this.engineer = b.engineer;
    this.engineerFingerprint = b.engineerFingerprint;
    this.context = b.context;
    this.verdict = b.verdict;
    this.viewDigest = b.viewDigest;
    this.scope = b.scope;
    this.sample = b.sample;
  }

  /**
   * Starts a builder.
   *
   * @param key the key
   * @param applicationId the application
   * @param engineer the engineer's name
   * @param engineerFingerprint the engineer's fingerprint
   * @param context requirements and notes
   * @return a new builder
   */
  public static Builder builder(
      ContextKey key,
      String applicationId,
      String engineer,
      String engineerFingerprint,
      EngineeredContext context) {
    return new Builder(key, applicationId, engineer, engineerFingerprint, context);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(key, applicationId, engineer, engineerFingerprint, context);
    b.verdict = verdict;
    b.viewDigest = viewDigest;
    b.scope = scope;
    b.sample = sample;
    return b;
  }

  /** Returns the key. */
  public ContextKey key() {
    return key;
  }

  /** Returns the application. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns the engineer's name. */
  public String engineer() {
    return engineer;
  }

  /** Returns the engineer's fingerprint. */
  public String engineerFingerprint() {
    return engineerFingerprint;
  }

  /** Returns requirements and notes. */
  public EngineeredContext context() {
    return context;
  }

  /** Returns the gate's verdict; empty for what goes outside the gate. */
  public Optional<GateVerdict> verdict() {
    return verdict;
  }

  /** Returns digest of what the engineer saw, possibly empty. */
  public String viewDigest() {
    return viewDigest;
  }

  /** Returns what is rebuilt from it. */
  public Scope scope() {
    return scope;
  }

  /** Returns which of several contexts, from 0. */
  public int sample() {
    return sample;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredContext o
            && key.equals(o.key)
            && applicationId.equals(o.applicationId)
            && engineer.equals(o.engineer)
            && engineerFingerprint.equals(o.engineerFingerprint)
            && context.equals(o.context)
            && verdict.equals(o.verdict)
            && viewDigest.equals(o.viewDigest)
            && scope.equals(o.scope)
            && sample == o.sample);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        key,
        applicationId,
        engineer,
        engineerFingerprint,
        context,
        verdict,
        viewDigest,
        scope,
        sample);
  }

  @Override
  public String toString() {
    return "StoredContext[key="
        + key
        + ", applicationId="
        + applicationId
        + ", engineer="
        + engineer
        + ", engineerFingerprint="
        + engineerFingerprint
        + ", context="
        + context
        + ", verdict="
        + verdict
        + ", viewDigest="
        + viewDigest
        + ", scope="
        + scope
        + ", sample="
        + sample
        + "]";
  }

  /** Builds a {@link StoredContext}. Not thread-safe. */
  public static final class Builder {
    private final ContextKey key;
    private final String applicationId;
    private final String engineer;
    private final String engineerFingerprint;
    private final EngineeredContext context;
    private Optional<GateVerdict> verdict = Optional.empty();
    private String viewDigest = "";
    private Scope scope = Scope.APPLICATION;
    private int sample = 0;

    private Builder(
        ContextKey key,
        String applicationId,
        String engineer,
        String engineerFingerprint,
        EngineeredContext context) {
      this.key = Objects.requireNonNull(key, "key");
      this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
      this.engineer = Objects.requireNonNull(engineer, "engineer");
      this.engineerFingerprint = Objects.requireNonNull(engineerFingerprint, "engineerFingerprint");
      this.context = Objects.requireNonNull(context, "context");
    }

    /**
     * Sets the gate's verdict; empty for what goes outside the gate.
     *
     * @param verdict the value
     * @return this builder
     */
    public Builder verdict(GateVerdict verdict) {
      this.verdict = Optional.of(verdict);
      return this;
    }

    /**
     * Sets digest of what the engineer saw, possibly empty.
     *
     * @param viewDigest the value
     * @return this builder
     */
    public Builder viewDigest(String viewDigest) {
      this.viewDigest = Objects.requireNonNull(viewDigest, "viewDigest");
      return this;
    }

    /**
     * Sets what is rebuilt from it.
     *
     * @param scope the value
     * @return this builder
     */
    public Builder scope(Scope scope) {
      this.scope = Objects.requireNonNull(scope, "scope");
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
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredContext build() {
      if (applicationId.isBlank()) {
        throw new IllegalArgumentException("applicationId is blank");
      }
      return new StoredContext(this);
    }
  }
}
