package org.iccm.orchestra.internal.chat;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import okhttp3.HttpUrl;
import org.iccm.api.plugin.Secret;
import org.jspecify.annotations.Nullable;

/**
 * One server, and the model asked there. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class ChatEndpoint {
  final HttpUrl completions;
  final Optional<Secret> apiKey;
  final String model;
  final String answersAs;
  final String maxTokensField;
  final Map<String, Object> extras;
  final BooleanSupplier alive;

  private ChatEndpoint(Builder b) {
    this.completions = b.base.newBuilder().addPathSegments("chat/completions").build();
    this.apiKey = Optional.ofNullable(b.apiKey);
    this.model = b.model;
    this.answersAs = b.answersAs == null ? b.model : b.answersAs;
    this.maxTokensField = b.maxTokensField;
    this.extras = Map.copyOf(b.extras);
    this.alive = b.alive;
  }

  /**
   * Starts a builder.
   *
   * @param base the part of the address before {@code /chat/completions}
   * @param model the model to ask for
   * @return a new builder
   */
  public static Builder builder(HttpUrl base, String model) {
    return new Builder(base, model);
  }

  /**
   * Whether the server is known to be gone, so that asking it again is of no use.
   *
   * @return true if it may answer
   */
  public boolean alive() {
    return alive.getAsBoolean();
  }

  /** Builds a {@link ChatEndpoint}. Not thread-safe. */
  public static final class Builder {
    private final HttpUrl base;
    private final String model;
    private @Nullable Secret apiKey;
    private @Nullable String answersAs;
    private String maxTokensField = "max_tokens";
    private Map<String, Object> extras = Map.of();
    private BooleanSupplier alive = () -> true;

    private Builder(HttpUrl base, String model) {
      this.base = Objects.requireNonNull(base, "base");
      this.model = Objects.requireNonNull(model, "model");
    }

    /**
     * Sets the bearer key.
     *
     * @param apiKey the key
     * @return this builder
     */
    public Builder apiKey(Secret apiKey) {
      this.apiKey = apiKey;
      return this;
    }

    /**
     * Sets the name that answers carry, where it is not the one asked for.
     *
     * @param answersAs the name
     * @return this builder
     */
    public Builder answersAs(String answersAs) {
      this.answersAs = answersAs;
      return this;
    }

    /**
     * Sets the field that limits the answer's length.
     *
     * @param maxTokensField its name
     * @return this builder
     */
    public Builder maxTokensField(String maxTokensField) {
      this.maxTokensField = maxTokensField;
      return this;
    }

    /**
     * Sets further fields of every request.
     *
     * @param extras names and values, as JSON has them
     * @return this builder
     */
    public Builder extras(Map<String, Object> extras) {
      this.extras = extras;
      return this;
    }

    /**
     * Sets the check of whether the server still runs.
     *
     * @param alive false if it is gone for good
     * @return this builder
     */
    public Builder alive(BooleanSupplier alive) {
      this.alive = alive;
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     */
    public ChatEndpoint build() {
      return new ChatEndpoint(this);
    }
  }
}
