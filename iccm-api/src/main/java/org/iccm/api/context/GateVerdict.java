package org.iccm.api.context;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the gate says of a context.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class GateVerdict {
  private final boolean admitted;
  private final int tokens;
  private final int budgetTokens;
  private final double tokenOverlap;
  private final double syntaxOverlap;
  private final List<GateFinding> findings;

  private GateVerdict(Builder b) {
    this.admitted = b.admitted;
    this.tokens = b.tokens;
    this.budgetTokens = b.budgetTokens;
    this.tokenOverlap = b.tokenOverlap;
    this.syntaxOverlap = b.syntaxOverlap;
    this.findings = List.copyOf(b.findings);
  }

  /**
   * Starts a builder.
   *
   * @param admitted whether the context goes to the models
   * @param tokens its length, in tokens of the gate's tokenizer
   * @param budgetTokens what was allowed, in the same tokens
   * @return a new builder
   */
  public static Builder builder(boolean admitted, int tokens, int budgetTokens) {
    return new Builder(admitted, tokens, budgetTokens);
  }

  /**
   * A builder that starts with this object's values.
   *
   * @return a new builder
   */
  public Builder toBuilder() {
    Builder b = new Builder(admitted, tokens, budgetTokens);
    b.tokenOverlap = tokenOverlap;
    b.syntaxOverlap = syntaxOverlap;
    b.findings = findings;
    return b;
  }

  /** Returns whether the context goes to the models. */
  public boolean admitted() {
    return admitted;
  }

  /** Returns its length, in tokens of the gate's tokenizer. */
  public int tokens() {
    return tokens;
  }

  /** Returns what was allowed, in the same tokens. */
  public int budgetTokens() {
    return budgetTokens;
  }

  /** Returns share of its token 8-grams that the source holds too, 0 to 1. */
  public double tokenOverlap() {
    return tokenOverlap;
  }

  /** Returns share of the source's syntax subtrees that it holds too, 0 to 1. */
  public double syntaxOverlap() {
    return syntaxOverlap;
  }

  /** Returns what is against it; empty if admitted. */
  public List<GateFinding> findings() {
    return findings;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof GateVerdict o
            && admitted == o.admitted
            && tokens == o.tokens
            && budgetTokens == o.budgetTokens
            && Double.compare(tokenOverlap, o.tokenOverlap) == 0
            && Double.compare(syntaxOverlap, o.syntaxOverlap) == 0
            && findings.equals(o.findings));
  }

  @Override
  public int hashCode() {
    return Objects.hash(admitted, tokens, budgetTokens, tokenOverlap, syntaxOverlap, findings);
  }

  @Override
  public String toString() {
    return "GateVerdict[admitted="
        + admitted
        + ", tokens="
        + tokens
        + ", budgetTokens="
        + budgetTokens
        + ", tokenOverlap="
        + tokenOverlap
        + ", syntaxOverlap="
        + syntaxOverlap
        + ", findings="
        + findings
        + "]";
  }

  /** Builds a {@link GateVerdict}. Not thread-safe. */
  public static final class Builder {
    private final boolean admitted;
    private final int tokens;
    private final int budgetTokens;
    private double tokenOverlap = 0;
    private double syntaxOverlap = 0;
    private List<GateFinding> findings = List.of();

    private Builder(boolean admitted, int tokens, int budgetTokens) {
      this.admitted = admitted;
      this.tokens = tokens;
      this.budgetTokens = budgetTokens;
    }

    /**
     * Sets share of its token 8-grams that the source holds too, 0 to 1.
     *
     * @param tokenOverlap the value
     * @return this builder
     */
    public Builder tokenOverlap(double tokenOverlap) {
      this.tokenOverlap = tokenOverlap;
      return this;
    }

    /**
     * Sets share of the source's syntax subtrees that it holds too, 0 to 1.
     *
     * @param syntaxOverlap the value
     * @return this builder
     */
    public Builder syntaxOverlap(double syntaxOverlap) {
      this.syntaxOverlap = syntaxOverlap;
      return this;
    }

    /**
     * Sets what is against it; empty if admitted.
     *
     * @param findings the value
     * @return this builder
     */
    public Builder findings(List<GateFinding> findings) {
      this.findings = Objects.requireNonNull(findings, "findings");
      return this;
    }

    /**
     * Builds the value.
     *
     * @return the value
     * @throws IllegalArgumentException if a value is out of its range
     */
    public GateVerdict build() {
      return new GateVerdict(this);
    }
  }
}
