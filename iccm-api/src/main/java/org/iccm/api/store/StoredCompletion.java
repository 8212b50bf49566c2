package org.iccm.api.store;

import java.util.Objects;
import java.util.Optional;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Scope;
import org.iccm.api.llm.Completion;
import org.iccm.api.rollout.CompletionKey;
import org.iccm.api.rollout.ContextKey;
import org.jspecify.annotations.Nullable;

/**
 * One answer of one model.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class StoredCompletion {
  private final CompletionKey key;
  private final String modelId;
  private final String modelRevision;
  private final int sampleIndex;
  private final Completion completion;
  private final String messagesDigest;
  private final String applicationId;
  private final Optional<UnitId> unit;
  private final Optional<ContextKey> contextKey;

  private StoredCompletion(Builder b) {
    this.key = b.key;
    this.modelId = b.modelId;
    this.modelRevision = b.modelRevision;
    this.sampleIndex = b.sampleIndex;
    this.completion = b.completion;
    this.messagesDigest = b.messagesDigest;
    this.applicationId = b.applicationId;
    this.unit = b.unit;
    this.contextKey = b.contextKey;
  }

  /**
   * Starts a builder.
   *
   * @param key the key
   * @param modelId the model's id
   * @param modelRevision the model's revision
   * @param sampleIndex which sample, from 0
   * @param completion the answer
   * @return a new builder
   */
  public static Builder builder(
      CompletionKey key,
      String modelId,
      String modelRevision,
      int sampleIndex,
      Completion completion) {
    return new Builder(key, modelId, modelRevision, sampleIndex, completion);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(key, modelId, modelRevision, sampleIndex, completion);
    b.messagesDigest = messagesDigest;
    b.applicationId = applicationId;
    b.unit = unit;
    b.contextKey = contextKey;
    return b;
  }

  /** Returns the key. */
  public CompletionKey key() {
    return key;
  }

  /** Returns the model's id. */
  public String modelId() {
    return modelId;
  }

  /** Returns the model's revision. */
  public String modelRevision() {
    return modelRevision;
  }

  /** Returns which sample, from 0. */
  public int sampleIndex() {
    return sampleIndex;
  }

  /** Returns the answer. */
  public Completion completion() {
    return completion;
  }

  /** Returns digest of the messages as sent. */
  public String messagesDigest() {
    return messagesDigest;
  }

  /** Returns the application it was first asked for; empty if for none. */
  public String applicationId() {
    return applicationId;
  }

  /** Returns what was rebuilt. */
  public Scope scope() {
    return unit.isPresent() ? Scope.UNIT : Scope.APPLICATION;
  }

  /** Returns the unit that was rebuilt; empty unless in scope UNIT. */
  public Optional<UnitId> unit() {
    return unit;
  }

  /** Returns the context it was first asked for. */
  public Optional<ContextKey> contextKey() {
    return contextKey;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof StoredCompletion o
            && key.equals(o.key)
            && modelId.equals(o.modelId)
            && modelRevision.equals(o.modelRevision)
            && sampleIndex == o.sampleIndex
            && completion.equals(o.completion)
            && messagesDigest.equals(o.messagesDigest)
            && applicationId.equals(o.applicationId)
            && unit.equals(o.unit)
            && contextKey.equals(o.contextKey));
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        key,
        modelId,
        modelRevision,
        sampleIndex,
        completion,
        messagesDigest,
        applicationId,
        unit,
        contextKey);
  }

  @Override
  public String toString() {
    return "StoredCompletion[key="
        + key
        + ", modelId="
        + modelId
        + ", modelRevision="
        + modelRevision
        + ", sampleIndex="
        + sampleIndex
        + ", completion="
        + completion
        + ", messagesDigest="
        + messagesDigest
        + ", applicationId="
        + applicationId
        + ", unit="
        + unit
        + ", contextKey="
        + contextKey
        + "]";
  }

  /** Builds a {@link StoredCompletion}. Not thread-safe. */
  public static final class Builder {
    private final CompletionKey key;
    private final String modelId;
    private final String modelRevision;
    private final int sampleIndex;
    private final Completion completion;
    private String messagesDigest = "";
    private String applicationId = "";
    private Optional<UnitId> unit = Optional.empty();
    private Optional<ContextKey> contextKey = Optional.empty();

    private Builder(
        CompletionKey key,
        String modelId,
        String modelRevision,
        int sampleIndex,
        Completion completion) {
      this.key = Objects.requireNonNull(key, "key");
      this.modelId = Objects.requireNonNull(modelId, "modelId");
      this.modelRevision = Objects.requireNonNull(modelRevision, "modelRevision");
      this.sampleIndex = sampleIndex;
      this.completion = Objects.requireNonNull(completion, "completion");
    }

    /**
     * Sets digest of the messages as sent.
     *
     * @param messagesDigest the value
     * @return this builder
     */
    public Builder messagesDigest(String messagesDigest) {
      this.messagesDigest = Objects.requireNonNull(messagesDigest, "messagesDigest");
      return this;
    }

    /**
     * Sets the application it was first asked for; empty if for none.
     *
     * @param applicationId the value
     * @return this builder
     */
    public Builder applicationId(String applicationId) {
      this.applicationId = Objects.requireNonNull(applicationId, "applicationId");
      return this;
    }

    /**
     * Sets the unit that was rebuilt, and with it scope UNIT.
     *
     * @param unit the value
     * @return this builder
     */
    public Builder unit(UnitId unit) {
      this.unit = Optional.of(unit);
      return this;
    }

    /**
     * Sets the context it was first asked for.
     *
     * @param contextKey the value
     * @return this builder
     */
    public Builder contextKey(ContextKey contextKey) {
      this.contextKey = Optional.of(contextKey);
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public StoredCompletion build() {
      if (sampleIndex < 0) {
        throw new IllegalArgumentException("sampleIndex must be at least 0, is " + sampleIndex);
      }
      return new StoredCompletion(this);
    }
  }
}
