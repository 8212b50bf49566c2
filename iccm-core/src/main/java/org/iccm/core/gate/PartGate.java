package org.iccm.core.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.plugin.TokenCounter;

/**
 * Judges the parts of one context that go with single units. Parts are short, so a context may hold
 * a copied function and stay below the shares allowed to a whole one: what goes with a unit is held
 * against the sources, and against that unit's syntax, by itself. Budget and the tests' values are
 * a matter of the whole context. Thread-safe.
 *
 * <p>The shares allowed are those of whole contexts: {@code docs/units.md} has what gold and copies
 * come to.
 *
 * @since 0.1.0
 */
public final class PartGate {
  private final TokenCounter tokens;
  private final ApplicationView view;
  private final TokenGrams sources;
  private final GateVerdict whole;
  private final boolean leaking;
  private final Optional<LanguageSupport> language;

  PartGate(
      TokenCounter tokens,
      ApplicationView view,
      GateVerdict whole,
      boolean leaking,
      Optional<LanguageSupport> language) {
    this.tokens = tokens;
    this.view = view;
    this.sources = TokenGrams.of(view.sources());
    this.whole = whole;
    this.leaking = leaking;
    this.language = language;
  }

  /**
   * Judges a part.
   *
   * @param text the part as the model would get it
   * @param unit the unit's text, under its file's path
   * @return the verdict; that on the whole context if it was not admitted
   */
  public GateVerdict judge(String text, SourceFile unit) {
    if (!whole.admitted()) {
      return whole;
    }
    List<GateFinding> findings = new ArrayList<>();
    TokenGrams part = TokenGrams.of(text.replace(view.description(), " "));
    double plain = part.sharePlain(sources);
    double shape = part.shareShape(sources);
    double syntax =
        language.map(l -> LeakageGate.syntaxOverlap(text, List.of(unit), l)).orElse(0.0);
    LeakageGate.over(
        findings,
        "token-overlap",
        plain,
        LeakageGate.MAX_TOKEN_OVERLAP,
        "of the token 8-grams of what goes with the unit are the source's");
    LeakageGate.over(
        findings,
        "shape-overlap",
        shape,
        LeakageGate.MAX_SHAPE_OVERLAP,
        "of the token 8-grams of what goes with the unit are the source's but for names");
    LeakageGate.over(
        findings,
        "syntax-overlap",
        syntax,
        LeakageGate.MAX_SYNTAX_OVERLAP,
        "of the unit's syntax is in what goes with it, whatever the names");
    return GateVerdict.builder(
            leaking || findings.isEmpty(), tokens.count(text), whole.budgetTokens())
        .tokenOverlap(Math.max(plain, shape))
        .syntaxOverlap(syntax)
        .findings(leaking ? List.of() : findings)
        .build();
  }
}
