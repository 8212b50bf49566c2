package org.iccm.training.prompt;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A source that a policy writes for.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Prompt {
  private final String id;
  private final int[] source;
  private final double difficulty;

  /**
   * A prompt.
   *
   * @param id distinct among the prompts of a phase
   * @param source token ids, at least one
   * @param difficulty 0, easiest, to 1, as the curriculum understands it
   * @throws IllegalArgumentException if the source is empty or the difficulty out of range
   */
  public Prompt(String id, int[] source, double difficulty) {
    if (source.length == 0) {
      throw new IllegalArgumentException("prompt '" + id + "' has no token");
    }
    if (!(difficulty >= 0 && difficulty <= 1)) {
      throw new IllegalArgumentException(
          "difficulty of prompt '" + id + "' must be 0 to 1, is " + difficulty);
    }
    this.id = Objects.requireNonNull(id, "id");
    this.source = source.clone();
    this.difficulty = difficulty;
  }

  /** Returns its name. */
  public String id() {
    return id;
  }

  /** Returns the token ids. */
  public int[] source() {
    return source.clone();
  }

  /** Returns how difficult it is, 0 to 1. */
  public double difficulty() {
    return difficulty;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Prompt o
            && id.equals(o.id)
            && Arrays.equals(source, o.source)
            && Double.compare(difficulty, o.difficulty) == 0);
  }

  @Override
  public int hashCode() {
    return Objects.hash(id, Arrays.hashCode(source), difficulty);
  }

  @Override
  public String toString() {
    return "Prompt[" + id + ", " + source.length + " tokens, difficulty " + difficulty + "]";
  }
}
