package org.iccm.training.t5;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.iccm.api.error.ConfigurationException;

/**
 * Builds a {@link T5Config}. Not thread-safe.
 *
 * @since 0.1.0
 */
public final class T5ConfigBuilder {
  int vocabulary = 32_100;
  int width = 512;
  int headWidth = 64;
  int feedForwardWidth = 2048;
  int encoderBlocks = 6;
  int decoderBlocks = 6;
  int heads = 8;
  int buckets = 32;
  int maxDistance = 128;
  double dropout = 0.1;
  double epsilon = 1e-6;
  FeedForwardKind feedForward = FeedForwardKind.RELU;
  boolean tied = true;
  boolean scaledOutput = true;
  int padId = 0;
  int endId = 1;
  int startId = 0;

  T5ConfigBuilder() {}

  /**
   * Sets the number of token ids; default {@code 32100}.
   *
   * @param vocabulary the value
   * @return this builder
   */
  public T5ConfigBuilder vocabulary(int vocabulary) {
    this.vocabulary = vocabulary;
    return this;
  }

  /**
   * Sets the width of the residual stream, d_model; default {@code 512}.
   *
   * @param width the value
   * @return this builder
   */
  public T5ConfigBuilder width(int width) {
    this.width = width;
    return this;
  }

  /**
   * Sets the width of one head, d_kv; default {@code 64}.
   *
   * @param headWidth the value
   * @return this builder
   */
  public T5ConfigBuilder headWidth(int headWidth) {
    this.headWidth = headWidth;
    return this;
  }

  /**
   * Sets the inner width of the feed-forward part, d_ff; default {@code 2048}.
   *
   * @param feedForwardWidth the value
   * @return this builder
   */
  public T5ConfigBuilder feedForwardWidth(int feedForwardWidth) {
    this.feedForwardWidth = feedForwardWidth;
    return this;
  }

  /**
   * Sets the number of encoder blocks; default {@code 6}.
   *
   * @param encoderBlocks the value
   * @return this builder
   */
  public T5ConfigBuilder encoderBlocks(int encoderBlocks) {
    this.encoderBlocks = encoderBlocks;
    return this;
  }

  /**
   * Sets the number of decoder blocks; default {@code 6}.
   *
   * @param decoderBlocks the value
   * @return this builder
   */
  public T5ConfigBuilder decoderBlocks(int decoderBlocks) {
    this.decoderBlocks = decoderBlocks;
    return this;
  }

  /**
   * Sets the number of heads; heads x headWidth may differ from width; default {@code 8}.
   *
   * @param heads the value
   * @return this builder
   */
  public T5ConfigBuilder heads(int heads) {
    this.heads = heads;
    return this;
  }

  /**
   * Sets the number of buckets of relative positions; default {@code 32}.
   *
   * @param buckets the value
   * @return this builder
   */
  public T5ConfigBuilder buckets(int buckets) {
    this.buckets = buckets;
    return this;
  }

  /**
   * Sets the distance from which on all positions share a bucket; default {@code 128}.
   *
   * @param maxDistance the value
   * @return this builder
   */
  public T5ConfigBuilder maxDistance(int maxDistance) {
    this.maxDistance = maxDistance;
    return this;
  }

  /**
   * Sets the share of activations that training drops, 0 up to but not including 1; default {@code
   * 0.1}.
   *
   * @param dropout the value
   * @return this builder
   */
  public T5ConfigBuilder dropout(double dropout) {
    this.dropout = dropout;
    return this;
  }

  /**
   * Sets what is added to the mean square before its root is taken; default {@code 1e-6}.
   *
   * @param epsilon the value
   * @return this builder
   */
  public T5ConfigBuilder epsilon(double epsilon) {
    this.epsilon = epsilon;
    return this;
  }

  /**
   * Sets the kind of the feed-forward part; default {@code relu}.
   *
   * @param feedForward the value
   * @return this builder
   */
  public T5ConfigBuilder feedForward(FeedForwardKind feedForward) {
    this.feedForward = Objects.requireNonNull(feedForward, "feedForward");
    return this;
  }

  /**
   * Sets whether the output layer is the embedding; default {@code true}.
   *
   * @param tied the value
   * @return this builder
   */
  public T5ConfigBuilder tied(boolean tied) {
    this.tied = tied;
    return this;
  }

  /**
   * Sets whether hidden states are multiplied by width^-0.5 before the output layer; default {@code
   * true}.
   *
   * @param scaledOutput the value
   * @return this builder
   */
  public T5ConfigBuilder scaledOutput(boolean scaledOutput) {
    this.scaledOutput = scaledOutput;
    return this;
  }

  /**
   * Sets the id that fills shorter rows; default {@code 0}.
   *
   * @param padId the value
   * @return this builder
   */
  public T5ConfigBuilder padId(int padId) {
    this.padId = padId;
    return this;
  }

  /**
   * Sets the id that ends a sequence; default {@code 1}.
   *
   * @param endId the value
   * @return this builder
   */
  public T5ConfigBuilder endId(int endId) {
    this.endId = endId;
    return this;
  }

  /**
   * Sets the id from which the decoder starts; default {@code 0}.
   *
   * @param startId the value
   * @return this builder
   */
  public T5ConfigBuilder startId(int startId) {
    this.startId = startId;
    return this;
  }

  /**
   * Builds the value.
   *
   * @return the value
   * @throws ConfigurationException if values are out of their range; all at once
   */
  public T5Config build() {
    List<ConfigurationException.Problem> problems = new ArrayList<>();
    atLeast(problems, "vocabulary", vocabulary, 2);
    atLeast(problems, "width", width, 1);
    atLeast(problems, "headWidth", headWidth, 1);
    atLeast(problems, "feedForwardWidth", feedForwardWidth, 1);
    atLeast(problems, "encoderBlocks", encoderBlocks, 1);
    atLeast(problems, "decoderBlocks", decoderBlocks, 1);
    atLeast(problems, "heads", heads, 1);
    atLeast(problems, "buckets", buckets, 2);
    atLeast(problems, "maxDistance", maxDistance, 2);
    atLeast(problems, "padId", padId, 0);
    atLeast(problems, "endId", endId, 0);
    atLeast(problems, "startId", startId, 0);
    if (Math.max(padId, Math.max(endId, startId)) >= vocabulary) {
      fault(
          problems, "vocabulary", "must be above the ids of pad, end and start, is " + vocabulary);
    }
    if (buckets % 4 != 0 || maxDistance <= buckets / 2) {
      fault(
          problems,
          "buckets",
          "must be a multiple of 4 and below twice maxDistance, is " + buckets);
    }
    if (!(dropout >= 0 && dropout < 1)) {
      fault(problems, "dropout", "must be at least 0 and below 1, is " + dropout);
    }
    if (!(epsilon > 0 && epsilon < 1)) {
      fault(problems, "epsilon", "must be above 0 and below 1, is " + epsilon);
    }
    if (!problems.isEmpty()) {
      throw new ConfigurationException(problems);
    }
    return new T5Config(this);
  }

  private static void atLeast(
      List<ConfigurationException.Problem> problems, String key, int value, int least) {
    if (value < least) {
      fault(problems, key, "must be at least " + least + ", is " + value);
    }
  }

  private static void fault(
      List<ConfigurationException.Problem> problems, String key, String message) {
    problems.add(new ConfigurationException.Problem(key, "T5Config", message));
  }
}
