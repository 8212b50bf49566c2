package org.iccm.training.reward;

import java.util.Arrays;
import java.util.List;

/**
 * Which of a sample's tokens earn what: token t is given the advantage {@code share[t] * A +
 * own[t]}, A that of the sample in its group. Without a credit every share is 1 and nothing is a
 * token's own (credit mode {@code sequence}).
 *
 * <ul>
 *   <li>{@code attribution}: share 0, and for the tokens of a requirement as their own what leaving
 *       it out cost: its difference is its baseline.
 *   <li>{@code oracle}: share 0, and as their own the pass rate of the tests of their fact, less
 *       the group's other samples' mean of it.
 * </ul>
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class TokenCredit {
  private final float[] shares;
  private final float[] own;

  /**
   * What a stretch of tokens earns.
   *
   * @param from its first token
   * @param to the token after its last
   * @param share share of the sample's advantage
   * @param own advantage of their own, in units of the reward
   */
  public record Span(int from, int to, double share, double own) {}

  private TokenCredit(float[] shares, float[] own) {
    this.shares = shares;
    this.own = own;
  }

  /**
   * A credit token by token.
   *
   * @param shares one finite number per token
   * @param own one finite number per token
   * @return the credit
   * @throws IllegalArgumentException if lengths differ or a number is not finite
   */
  public static TokenCredit of(float[] shares, float[] own) {
    if (shares.length != own.length) {
      throw new IllegalArgumentException(shares.length + " shares, " + own.length + " values");
    }
    for (int i = 0; i < shares.length; i++) {
      if (!Float.isFinite(shares[i]) || !Float.isFinite(own[i])) {
        throw new IllegalArgumentException(
            "credit of token " + i + " is not finite: share " + shares[i] + ", own " + own[i]);
      }
    }
    return new TokenCredit(shares.clone(), own.clone());
  }

  /**
   * A credit by stretches of tokens, a requirement's for example.
   *
   * @param tokens the sample's number of tokens
   * @param spans stretches; where they overlap, the later one counts
   * @param elsewhere share of tokens in none of them
   * @return the credit
   * @throws IllegalArgumentException if a stretch leaves the tokens or a number is not finite
   */
  public static TokenCredit spans(int tokens, List<Span> spans, double elsewhere) {
    float[] shares = new float[tokens];
    float[] own = new float[tokens];
    Arrays.fill(shares, (float) elsewhere);
    for (Span s : spans) {
      if (s.from < 0 || s.from > s.to || s.to > tokens) {
        throw new IllegalArgumentException(s + " leaves the sample's " + tokens + " tokens");
      }
      Arrays.fill(shares, s.from, s.to, (float) s.share);
      Arrays.fill(own, s.from, s.to, (float) s.own);
    }
    return of(shares, own);
  }

  /** Returns the number of tokens. */
  public int tokens() {
    return shares.length;
  }

  /**
   * A token's advantage.
   *
   * @param token its place
   * @param advantage the sample's
   * @return share times the sample's advantage, plus the token's own
   */
  public double advantage(int token, double advantage) {
    return shares[token] * advantage + own[token];
  }
}
