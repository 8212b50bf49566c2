package org.iccm.training.reward;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What came of one sample: terms of a reward, a rejection, or nothing that can be said.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class Judgement {
  private enum Kind {
    SCORED,
    REJECTED,
    UNSCORABLE
  }

  private static final Judgement REJECTED = new Judgement(Kind.REJECTED, Map.of(), null);
  private static final Judgement UNSCORABLE = new Judgement(Kind.UNSCORABLE, Map.of(), null);

  private final Kind kind;
  private final Map<String, Double> terms;
  private final @Nullable TokenCredit credit;

  private Judgement(Kind kind, Map<String, Double> terms, @Nullable TokenCredit credit) {
    this.kind = kind;
    this.terms = terms;
    this.credit = credit;
  }

  /**
   * It was scored.
   *
   * @param terms raw values by name; one that cannot be said is left out
   * @return the judgement
   * @throws IllegalArgumentException if a value is not finite
   */
  public static Judgement scored(Map<String, Double> terms) {
    terms.forEach(
        (name, value) -> {
          if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(
                "term '" + name + "' is " + value + ": leave out what cannot be said");
          }
        });
    return new Judgement(
        Kind.SCORED, Collections.unmodifiableMap(new LinkedHashMap<>(terms)), null);
  }

  /**
   * The gate did not admit it, or it was too long: reward 0, and part of the baseline. Left out, a
   * policy would drift over the budget unpunished.
   *
   * @return the judgement
   */
  public static Judgement rejected() {
    return REJECTED;
  }

  /**
   * Nothing can be said, since the infrastructure failed: out of the group and of every baseline.
   *
   * @return the judgement
   */
  public static Judgement unscorable() {
    return UNSCORABLE;
  }

  /**
   * The same judgement, earned by some tokens more than by others.
   *
   * @param credit the tokens' credit
   * @return the judgement
   */
  public Judgement with(TokenCredit credit) {
    return new Judgement(kind, terms, credit);
  }

  /** Returns whether it is a rejection. */
  public boolean isRejected() {
    return kind == Kind.REJECTED;
  }

  /** Returns whether nothing can be said. */
  public boolean isUnscorable() {
    return kind == Kind.UNSCORABLE;
  }

  /** Returns the raw values by term, empty unless it was scored. */
  public Map<String, Double> terms() {
    return terms;
  }

  /** Returns the tokens' credit; empty if all earn alike. */
  public Optional<TokenCredit> credit() {
    return Optional.ofNullable(credit);
  }
}
