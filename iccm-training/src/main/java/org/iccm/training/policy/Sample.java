package org.iccm.training.policy;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A text as it was drawn: the exact ids, and how likely each was then.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Sample {
  private final int[] tokens;
  private final float[] logProbabilities;
  private final float[] entropies;
  private final float[] reference;
  private final boolean ended;

  /**
   * A sample.
   *
   * @param tokens at least one id, the end's among them if it was reached
   * @param logProbabilities of each token under the policy that drew it, in nats, 0 or less
   * @param entropies of the distributions that they were drawn from, in nats
   * @param reference log-probabilities under the reference; empty if there is none
   * @param ended whether the end was reached; else the length limit was
   * @throws IllegalArgumentException if there is no token or the numbers of values differ
   */
  public Sample(
      int[] tokens, float[] logProbabilities, float[] entropies, float[] reference, boolean ended) {
    int n = tokens.length;
    if (n == 0
        || logProbabilities.length != n
        || entropies.length != n
        || (reference.length != n && reference.length != 0)) {
      throw new IllegalArgumentException(
          n
              + " tokens, "
              + logProbabilities.length
              + " log-probabilities, "
              + entropies.length
              + " entropies, "
              + reference.length
              + " of the reference");
    }
    this.tokens = tokens.clone();
    this.logProbabilities = logProbabilities.clone();
    this.entropies = entropies.clone();
    this.reference = reference.clone();
    this.ended = ended;
  }

  /** Returns the ids. */
  public int[] tokens() {
    return tokens.clone();
  }

  /** Returns the number of tokens. */
  public int length() {
    return tokens.length;
  }

  /** Returns the tokens' log-probabilities under the policy that drew them. */
  public float[] logProbabilities() {
    return logProbabilities.clone();
  }

  /** Returns the entropies that the tokens were drawn at, in nats. */
  public float[] entropies() {
    return entropies.clone();
  }

  /** Returns the tokens' log-probabilities under the reference; empty without one. */
  public float[] reference() {
    return reference.clone();
  }

  /** Returns whether the end was reached. */
  public boolean ended() {
    return ended;
  }

  /** Returns whether there are log-probabilities of the reference. */
  public boolean hasReference() {
    return reference.length > 0;
  }

  /** The text's log-ratio to the reference, one draw of the KL; NaN without a reference. */
  double k1() {
    double sum = hasReference() ? 0 : Double.NaN;
    for (int t = 0; t < reference.length; t++) {
      sum += (double) logProbabilities[t] - reference[t];
    }
    return sum;
  }

  /** Sum over tokens of {@code e^u - u - 1}: never below 0, less noisy than k1; NaN likewise. */
  double k3() {
    double sum = hasReference() ? 0 : Double.NaN;
    for (int t = 0; t < reference.length; t++) {
      double u = (double) reference[t] - logProbabilities[t];
      sum += Math.expm1(u) - u;
    }
    return sum;
  }

  boolean sameTokens(Sample other) {
    return Arrays.equals(tokens, other.tokens);
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Sample o
            && Arrays.equals(tokens, o.tokens)
            && Arrays.equals(logProbabilities, o.logProbabilities)
            && Arrays.equals(entropies, o.entropies)
            && Arrays.equals(reference, o.reference)
            && ended == o.ended);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(tokens);
  }

  @Override
  public String toString() {
    return "Sample[" + tokens.length + " tokens" + (ended ? "]" : ", no end]");
  }
}
