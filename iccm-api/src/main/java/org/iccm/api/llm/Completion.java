package org.iccm.api.llm;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model answered.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Completion {
  private final String text;
  private final String modelId;
  private final FinishReason finishReason;
  private final String rawFinishReason;
  private final TokenUsage usage;
  private final Optional<String> responseId;
  private final Duration latency;
  private final int tries;

  private Completion(Builder b) {
    this.text = b.text;
    this.modelId = b.modelId;
    this.finishReason = b.finishReason;
    this.rawFinishReason = b.rawFinishReason;
    this.usage = b.usage;
    this.responseId = b.responseId;
    this.latency = b.latency;
    this.tries = b.tries;
  }

  /**
   * Starts a builder.
   *
   * @param text the answer
   * @param modelId the model that answered, as the server says
   * @param finishReason why it ended
   * @return a new builder
   */
  public static Builder builder(String text, String modelId, FinishReason finishReason) {
    return new Builder(text, modelId, finishReason);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(text, modelId, finishReason);
    b.rawFinishReason = rawFinishReason;
    b.usage = usage;
    b.responseId = responseId;
    b.latency = latency;
    b.tries = tries;
    return b;
  }

  /** Returns the answer. */
  public String text() {
    return text;
  }

  /** Returns the model that answered, as the server says. */
  public String modelId() {
    return modelId;
  }

  /** Returns why it ended. */
  public FinishReason finishReason() {
    return finishReason;
  }

  /** Returns the server's own word for it, possibly empty. */
  public String rawFinishReason() {
    return rawFinishReason;
  }

  /** Returns tokens used. */
  public TokenUsage usage() {
    return usage;
  }

  /** Returns the server's id of this answer. */
  public Optional<String> responseId() {
    return responseId;
  }

  /** Returns time from request to the whole answer, all tries. */
  public Duration latency() {
    return latency;
  }

  /** Returns requests sent, at least 1. */
  public int tries() {
    return tries;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Completion o
            && text.equals(o.text)
            && modelId.equals(o.modelId)
            && finishReason.equals(o.finishReason)
            && rawFinishReason.equals(o.rawFinishReason)
            && usage.equals(o.usage)
            && responseId.equals(o.responseId)
            && latency.equals(o.latency)
            && tries == o.tries);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        text, modelId, finishReason, rawFinishReason, usage, responseId, latency, tries);
  }

  @Override
  public String toString() {
    return "Completion[text="
        + text
        + ", modelId="
        + modelId
        + ", finishReason="
        + finishReason
        + ", rawFinishReason="
        + rawFinishReason
        + ", usage="
        + usage
        + ", responseId="
        + responseId
        + ", latency="
        + latency
        + ", tries="
        + tries
        + "]";
  }

  /** Builds a {@link Completion}. Not thread-safe. */
  public static final class Builder {
    private final String text;
    private final String modelId;
    private final FinishReason finishReason;
    private String rawFinishReason = "";
    private TokenUsage usage = TokenUsage.UNKNOWN;
    private Optional<String> responseId = Optional.empty();
    private Duration latency = Duration.ZERO;
    private int tries = 1;

    private Builder(String text, String modelId, FinishReason finishReason) {
      this.text = Objects.requireNonNull(text, "text");
      this.modelId = Objects.requireNonNull(modelId, "modelId");
      this.finishReason = Objects.requireNonNull(finishReason, "finishReason");
    }

    /**
     * Sets the server's own word for it, possibly empty.
     *
     * @param rawFinishReason the value
     * @return this builder
     */
    public Builder rawFinishReason(String rawFinishReason) {
      this.rawFinishReason = Objects.requireNonNull(rawFinishReason, "rawFinishReason");
      return this;
    }

    /**
     * Sets tokens used.
     *
     * @param usage the value
     * @return this builder
     */
    public Builder usage(TokenUsage usage) {
      this.usage = Objects.requireNonNull(usage, "usage");
      return this;
    }

    /**
     * Sets the server's id of this answer.
     *
     * @param responseId the value
     * @return this builder
     */
    public Builder responseId(String responseId) {
      this.responseId = Optional.of(responseId);
      return this;
    }

    /**
     * Sets time from request to the whole answer, all tries.
     *
     * @param latency the value
     * @return this builder
     */
    public Builder latency(Duration latency) {
      this.latency = Objects.requireNonNull(latency, "latency");
      return this;
    }

    /**
     * Sets requests sent, at least 1.
     *
     * @param tries the value
     * @return this builder
     */
    public Builder tries(int tries) {
      this.tries = tries;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public Completion build() {
      return new Completion(this);
    }
  }
}
