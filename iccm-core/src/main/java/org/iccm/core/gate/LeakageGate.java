package org.iccm.core.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.Digests;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.context.GateFinding;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.plugin.TokenCounter;

/**
 * Judges contexts, every engineer's alike: not empty, within the budget, no copy of sources or
 * tests, no test's input and expected value as a pair. Controls that leak on purpose are measured
 * and let through. Thread-safe.
 *
 * <p>The thresholds are calibrated on the bundled applications, see {@code docs/results/gate.md}.
 *
 * @since 0.1.0
 */
public final class LeakageGate {
  /** Names the rules; part of contexts' keys. Change it with a rule or a threshold. */
  public static final String VERSION = "gate-v1";

  /** The largest share of a context's token 8-grams that the sources may hold too. */
  public static final double MAX_TOKEN_OVERLAP = 0.10;

  /** The same, with names abstracted; only 8-grams with enough symbols count. */
  public static final double MAX_SHAPE_OVERLAP = 0.10;

  /** The largest share of a context's token 8-grams that the tests may hold too. */
  public static final double MAX_TEST_OVERLAP = 0.10;

  /** The largest share of the source's syntax subtrees that a context may hold too. */
  public static final double MAX_SYNTAX_OVERLAP = 0.10;

  /** The smallest syntax subtree that counts, in named nodes. */
  public static final int MINIMUM_NODES = 6;

  /** Length of the token n-grams. */
  public static final int GRAM = 8;

  private final TokenCounter tokens;

  /**
   * A gate.
   *
   * @param tokens the pinned tokenizer that budgets are counted in
   */
  public LeakageGate(TokenCounter tokens) {
    this.tokens = tokens;
  }

  /**
   * The budget for a source of some length: {@code max(96, min(.8 x source, 800), .3 x source)}.
   * Good requirements of small functions are nearly as long as their code, those of large
   * applications much shorter.
   *
   * @param sourceTokens tokens of all sources
   * @return the longest context allowed, in tokens
   */
  public static int defaultBudget(int sourceTokens) {
    double small = Math.min(0.8 * sourceTokens, 800);
    return (int) Math.round(Math.max(96, Math.max(small, 0.3 * sourceTokens)));
  }

  /**
   * Names rules, thresholds and tokenizer.
   *
   * @return a digest
   */
  public String fingerprint() {
    return Digests.of(
        VERSION,
        tokens.fingerprint(),
        String.format(
            Locale.ROOT,
            "%s %s %s %s %d %d",
            MAX_TOKEN_OVERLAP,
            MAX_SHAPE_OVERLAP,
            MAX_TEST_OVERLAP,
            MAX_SYNTAX_OVERLAP,
            MINIMUM_NODES,
            GRAM));
  }

  /**
   * Judges a context.
   *
   * @param text the context as the models would get it
   * @param view the application
   * @param suite its tests
   * @param budgetTokens the longest context allowed
   * @param leaking whether it comes from a control outside the gate: measured, always admitted
   * @param language knows the application's language; without it syntax is not compared
   * @return the verdict, with every rule that is broken
   */
  public GateVerdict judge(
      String text,
      ApplicationView view,
      TestSuite suite,
      int budgetTokens,
      boolean leaking,
      Optional<LanguageSupport> language) {
    List<GateFinding> findings = new ArrayList<>();
    int length = tokens.count(text);
    if (text.isBlank()) {
      findings.add(new GateFinding("empty", length, 1, "the context is empty: write requirements"));
    }
    if (length > budgetTokens) {
      findings.add(
          new GateFinding(
              "budget",
              length,
              budgetTokens,
              "the context has "
                  + length
                  + " tokens, "
                  + budgetTokens
                  + " are allowed: shorten it"));
    }
    // the description is told to every model anyway: repeating it gives nothing away
    TokenGrams context = TokenGrams.of(text.replace(view.description(), " "));
    TokenGrams sources = TokenGrams.of(view.sources());
    double plain = context.sharePlain(sources);
    double shape = context.shareShape(sources);
    over(
        findings,
        "token-overlap",
        plain,
        MAX_TOKEN_OVERLAP,
        "of its token 8-grams are the source's");
    over(
        findings,
        "shape-overlap",
        shape,
        MAX_SHAPE_OVERLAP,
        "of its token 8-grams are the source's but for names");
    over(
        findings,
        "test-overlap",
        context.sharePlain(TokenGrams.of(suite.files())),
        MAX_TEST_OVERLAP,
        "of its token 8-grams are the tests'");
    double syntax = language.map(l -> syntaxOverlap(text, view.sources(), l)).orElse(0.0);
    over(
        findings,
        "syntax-overlap",
        syntax,
        MAX_SYNTAX_OVERLAP,
        "of the source's syntax is in it, whatever the names");
    List<String> pairs = TestPairs.of(suite.files(), view.sources()).heldBy(text);
    if (!pairs.isEmpty()) {
      findings.add(
          new GateFinding(
              "test-values",
              pairs.size(),
              0,
              "it holds a test's input and expected value together: "
                  + pairs.stream().limit(3).collect(Collectors.joining("; "))
                  + ": state the rule instead"));
    }
    return GateVerdict.builder(leaking || findings.isEmpty(), length, budgetTokens)
        .tokenOverlap(Math.max(plain, shape))
        .syntaxOverlap(syntax)
        .findings(leaking ? List.of() : findings)
        .build();
  }

  /**
   * The rules for the parts of one context that go with single units.
   *
   * @param view the application
   * @param whole the verdict on the whole context
   * @param leaking whether it comes from a control outside the gate
   * @param language knows the application's language; without it syntax is not compared
   * @return judges its parts
   */
  public PartGate parts(
      ApplicationView view,
      GateVerdict whole,
      boolean leaking,
      Optional<LanguageSupport> language) {
    return new PartGate(tokens, view, whole, leaking, language);
  }

  static double syntaxOverlap(String text, List<SourceFile> sources, LanguageSupport language) {
    Set<Long> source = new HashSet<>();
    for (SourceFile file : sources) {
      if (language.accepts(file.path())) {
        source.addAll(language.fingerprints(file.text(), MINIMUM_NODES));
      }
    }
    if (source.isEmpty()) {
      return 0;
    }
    Set<Long> held = language.fingerprints(text, MINIMUM_NODES);
    return (double) source.stream().filter(held::contains).count() / source.size();
  }

  static void over(
      List<GateFinding> findings, String rule, double measured, double limit, String what) {
    if (measured > limit) {
      findings.add(
          new GateFinding(
              rule,
              measured,
              limit,
              String.format(
                  Locale.ROOT,
                  "%.0f %% %s, %.0f %% are allowed: say what it does, not how",
                  100 * measured,
                  what,
                  100 * limit)));
    }
  }
}
