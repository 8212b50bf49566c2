package org.iccm.api.llm;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class CompletionRequest {
  private final List<Message> messages;
  private final Sampling sampling;
  private final int sampleIndex;
  private final Optional<Duration> timeout;

  private CompletionRequest(Builder b) {
    this.messages = List.copyOf(b.messages);
    this.sampling = b.sampling;
    this.sampleIndex = b.sampleIndex;
    this.timeout = b.timeout;
  }

  /**
   * Starts a builder.
   *
   * @param messages the messages, in order
   * @return a new builder
   */
  public static Builder builder(List<Message> messages) {
    return new Builder(messages);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(messages);
    b.sampling = sampling;
    b.sampleIndex = sampleIndex;
    b.timeout = timeout;
    return b;
  }

  /** Returns the messages, in order. */
  public List<Message> messages() {
    return messages;
  }

  /** Returns sampling options. */
  public Sampling sampling() {
    return sampling;
  }

  /** Returns which of several samples of the same request, from 0; part of the key. */
  public int sampleIndex() {
    return sampleIndex;
  }

  /** Returns the longest time for the whole call, retries included; empty means the backend's. */
  public Optional<Duration> timeout() {
    return timeout;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof CompletionRequest o
            && messages.equals(o.messages)
            && sampling.equals(o.sampling)
            && sampleIndex == o.sampleIndex
            && timeout.equals(o.timeout));
  }

  @Override
  public int hashCode() {
    return Objects.hash(messages, sampling, sampleIndex, timeout);
  }

  @Override
  public String toString() {
    return "CompletionRequest[messages="
        + messages
        + ", sampling="
        + sampling
        + ", sampleIndex="
        + sampleIndex
        + ", timeout="
        + timeout
        + "]";
  }

  /** Builds a {@link CompletionRequest}. Not thread-safe. */
  public static final class Builder {
    private final List<Message> messages;
    private Sampling sampling = Sampling.builder().build();
    private int sampleIndex = 0;
    private Optional<Duration> timeout = Optional.empty();

    private Builder(List<Message> messages) {
      this.messages = Objects.requireNonNull(messages, "messages");
    }

    /**
     * Sets sampling options.
     *
     * @param sampling the value
     * @return this builder
     */
    public Builder sampling(Sampling sampling) {
      this.sampling = Objects.requireNonNull(sampling, "sampling");
      return this;
    }

    /**
     * Sets which of several samples of the same request, from 0; part of the key.
     *
     * @param sampleIndex the value
     * @return this builder
     */
    public Builder sampleIndex(int sampleIndex) {
      this.sampleIndex = sampleIndex;
      return this;
    }

    /**
     * Sets the longest time for the whole call, retries included; empty means the backend's.
     *
     * @param timeout the value
     * @return this builder
     */
    public Builder timeout(Duration timeout) {
      this.timeout = Optional.of(timeout);
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public CompletionRequest build() {
      if (messages.isEmpty()) {
        throw new IllegalArgumentException("a completion needs a message");
      }
      if (sampleIndex < 0) {
        throw new IllegalArgumentException("sampleIndex is negative");
      }
      return new CompletionRequest(this);
    }
  }
}
