package org.iccm.training.t5;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Sources and their targets as token ids, padded on the way into the network; padding is neither
 * attended to nor learned. Targets end with the end's id if the model is to learn to stop.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TokenBatch {
  private final TokenRows sources;
  private final TokenRows inputs;
  private final TokenRows labels;
  private final int @Nullable [] sourceOf;

  private TokenBatch(
      TokenRows sources, TokenRows inputs, TokenRows labels, int @Nullable [] sourceOf) {
    this.sources = sources;
    this.inputs = inputs;
    this.labels = labels;
    this.sourceOf = sourceOf;
  }

  /**
   * Makes a batch for a model.
   *
   * @param config the model's configuration
   * @param sources at least one sequence of at least one id
   * @param targets one sequence of at least one id for each source
   * @return the batch
   * @throws IllegalArgumentException if a sequence is empty, an id out of range, or the numbers of
   *     sources and targets differ; the message names row and place
   */
  public static TokenBatch of(T5Config config, List<int[]> sources, List<int[]> targets) {
    if (sources.size() != targets.size()) {
      throw new IllegalArgumentException(
          sources.size() + " sources and " + targets.size() + " targets");
    }
    return batch(config, sources, targets, null);
  }

  /**
   * Makes a batch in which several targets have one source, which is read once for all of them.
   *
   * @param config the model's configuration
   * @param sources at least one sequence of at least one id
   * @param targets at least one sequence of at least one id
   * @param sourceOf for each target, the place of its source
   * @return the batch
   * @throws IllegalArgumentException if a sequence is empty, an id out of range, or a target has no
   *     source
   */
  public static TokenBatch shared(
      T5Config config, List<int[]> sources, List<int[]> targets, int[] sourceOf) {
    if (sourceOf.length != targets.size()) {
      throw new IllegalArgumentException(
          sourceOf.length + " places of sources, " + targets.size() + " targets");
    }
    for (int place : sourceOf) {
      if (place < 0 || place >= sources.size()) {
        throw new IllegalArgumentException(
            "a target's source is " + place + ", there are " + sources.size());
      }
    }
    return batch(config, sources, targets, sourceOf.clone());
  }

  private static TokenBatch batch(
      T5Config config, List<int[]> sources, List<int[]> targets, int @Nullable [] sourceOf) {
    check(config, "source", sources);
    check(config, "target", targets);
    TokenRows labels = TokenRows.of(targets, config.padId());
    return new TokenBatch(
        TokenRows.of(sources, config.padId()), labels.shifted(config.startId()), labels, sourceOf);
  }

  static void check(T5Config config, String what, List<int[]> sequences) {
    if (sequences.isEmpty()) {
      throw new IllegalArgumentException("there is no " + what);
    }
    for (int r = 0; r < sequences.size(); r++) {
      int[] s = sequences.get(r);
      if (s.length == 0) {
        throw new IllegalArgumentException(
            what + " " + r + " is empty: give at least the end's id");
      }
      for (int i = 0; i < s.length; i++) {
        if (s[i] < 0 || s[i] >= config.vocabulary()) {
          throw new IllegalArgumentException(
              what
                  + " "
                  + r
                  + " has id "
                  + s[i]
                  + " at place "
                  + i
                  + "; the model knows 0 to "
                  + (config.vocabulary() - 1)
                  + ": is the tokenizer another model's?");
        }
      }
    }
  }

  /** Returns the number of rows: one for each target. */
  public int rows() {
    return labels.rows();
  }

  /** Returns the number of source tokens that are read, without padding. */
  public long sourceTokens() {
    return sources.tokens();
  }

  /** Returns the number of target tokens without padding: what the loss is a mean of. */
  public long targetTokens() {
    return labels.tokens();
  }

  TokenRows sources() {
    return sources;
  }

  /** For each row, the place of its source; null if row and source have the same place. */
  int @Nullable [] sourceOf() {
    return sourceOf;
  }

  /** The sources as rows see them, one for each. */
  TokenRows rowSources() {
    return sourceOf == null ? sources : sources.pick(sourceOf);
  }

  TokenRows inputs() {
    return inputs;
  }

  TokenRows labels() {
    return labels;
  }
}
