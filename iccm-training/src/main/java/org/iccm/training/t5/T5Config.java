package org.iccm.training.t5;

import java.nio.file.Path;
import java.util.Objects;
import org.iccm.api.error.ConfigurationException;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a T5: v1.0, v1.1, CodeT5 and CodeT5+ up to 770M, and CET-D's own sizes.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class T5Config {
  /** Name of the file in a model's directory. */
  public static final String FILE = "config.json";

  private final int vocabulary;
  private final int width;
  private final int headWidth;
  private final int feedForwardWidth;
  private final int encoderBlocks;
  private final int decoderBlocks;
  private final int heads;
  private final int buckets;
  private final int maxDistance;
  private final double dropout;
  private final double epsilon;
  private final FeedForwardKind feedForward;
  private final boolean tied;
  private final boolean scaledOutput;
  private final int padId;
  private final int endId;
  private final int startId;

  T5Config(T5ConfigBuilder b) {
    this.vocabulary = b.vocabulary;
    this.width = b.width;
    this.headWidth = b.headWidth;
    this.feedForwardWidth = b.feedForwardWidth;
    this.encoderBlocks = b.encoderBlocks;
    this.decoderBlocks = b.decoderBlocks;
    this.heads = b.heads;
    this.buckets = b.buckets;
    this.maxDistance = b.maxDistance;
    this.dropout = b.dropout;
    this.epsilon = b.epsilon;
    this.feedForward = b.feedForward;
    this.tied = b.tied;
    this.scaledOutput = b.scaledOutput;
    this.padId = b.padId;
    this.endId = b.endId;
    this.startId = b.startId;
  }

  /**
   * Starts a builder with the values of T5 v1.0 small and CodeT5's vocabulary.
   *
   * @return a new builder
   */
  public static T5ConfigBuilder builder() {
    return new T5ConfigBuilder();
  }

  /**
   * Reads a Hugging Face {@code config.json}.
   *
   * @param place the file, or the directory that holds it
   * @return the configuration
   * @throws ConfigurationException if it cannot be read, is of another kind of model or a value is
   *     out of its range; all faults at once
   */
  public static T5Config read(Path place) {
    return T5ConfigFile.read(place);
  }

  /**
   * Writes a {@code config.json} that Python's {@code transformers} reads.
   *
   * @param directory an existing directory
   * @throws ConfigurationException if it cannot be written
   */
  public void write(Path directory) {
    T5ConfigFile.write(this, directory);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public T5ConfigBuilder toBuilder() {
    T5ConfigBuilder b = new T5ConfigBuilder();
    b.vocabulary = vocabulary;
    b.width = width;
    b.headWidth = headWidth;
    b.feedForwardWidth = feedForwardWidth;
    b.encoderBlocks = encoderBlocks;
    b.decoderBlocks = decoderBlocks;
    b.heads = heads;
    b.buckets = buckets;
    b.maxDistance = maxDistance;
    b.dropout = dropout;
    b.epsilon = epsilon;
    b.feedForward = feedForward;
    b.tied = tied;
    b.scaledOutput = scaledOutput;
    b.padId = padId;
    b.endId = endId;
    b.startId = startId;
    return b;
  }

  /** Returns the number of token ids. */
  public int vocabulary() {
    return vocabulary;
  }

  /** Returns the width of the residual stream, d_model. */
  public int width() {
    return width;
  }

  /** Returns the width of one head, d_kv. */
  public int headWidth() {
    return headWidth;
  }

  /** Returns the inner width of the feed-forward part, d_ff. */
  public int feedForwardWidth() {
    return feedForwardWidth;
  }

  /** Returns the number of encoder blocks. */
  public int encoderBlocks() {
    return encoderBlocks;
  }

  /** Returns the number of decoder blocks. */
  public int decoderBlocks() {
    return decoderBlocks;
  }

  /** Returns the number of heads; heads x headWidth may differ from width. */
  public int heads() {
    return heads;
  }

  /** Returns the number of buckets of relative positions. */
  public int buckets() {
    return buckets;
  }

  /** Returns the distance from which on all positions share a bucket. */
  public int maxDistance() {
    return maxDistance;
  }

  /** Returns the share of activations that training drops, 0 up to but not including 1. */
  public double dropout() {
    return dropout;
  }

  /** Returns what is added to the mean square before its root is taken. */
  public double epsilon() {
    return epsilon;
  }

  /** Returns the kind of the feed-forward part. */
  public FeedForwardKind feedForward() {
    return feedForward;
  }

  /** Returns whether the output layer is the embedding. */
  public boolean tied() {
    return tied;
  }

  /** Returns whether hidden states are multiplied by width^-0.5 before the output layer. */
  public boolean scaledOutput() {
    return scaledOutput;
  }

  /** Returns the id that fills shorter rows. */
  public int padId() {
    return padId;
  }

  /** Returns the id that ends a sequence. */
  public int endId() {
    return endId;
  }

  /** Returns the id from which the decoder starts. */
  public int startId() {
    return startId;
  }

  /** Returns the width of all heads together. */
  public int innerWidth() {
    return heads * headWidth;
  }

  /**
   * The number of parameters, each tied tensor once.
   *
   * @return the exact count
   */
  public long parameters() {
    return T5Layout.parameters(this);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof T5Config o
            && vocabulary == o.vocabulary
            && width == o.width
            && headWidth == o.headWidth
            && feedForwardWidth == o.feedForwardWidth
            && encoderBlocks == o.encoderBlocks
            && decoderBlocks == o.decoderBlocks
            && heads == o.heads
            && buckets == o.buckets
            && maxDistance == o.maxDistance
            && Double.compare(dropout, o.dropout) == 0
            && Double.compare(epsilon, o.epsilon) == 0
            && feedForward == o.feedForward
            && tied == o.tied
            && scaledOutput == o.scaledOutput
            && padId == o.padId
            && endId == o.endId
            && startId == o.startId);
  }

  @Override
  public int hashCode() {
    return Objects.hash(
        vocabulary,
        width,
        headWidth,
        feedForwardWidth,
        encoderBlocks,
        decoderBlocks,
        heads,
        buckets,
        maxDistance,
        dropout,
        epsilon,
        feedForward,
        tied,
        scaledOutput,
        padId,
        endId,
        startId);
  }

  @Override
  public String toString() {
    return "T5Config[d="
        + width
        + ", ff="
        + feedForwardWidth
        + " "
        + feedForward.label()
        + ", heads="
        + heads
        + "x"
        + headWidth
        + ", blocks="
        + encoderBlocks
        + "+"
        + decoderBlocks
        + ", V="
        + vocabulary
        + (tied ? ", tied" : "")
        + ", parameters="
        + parameters()
        + "]";
  }
}
