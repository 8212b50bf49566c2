package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How much of a source can be read off a context in the source's order, however it is told: the
 * longest common subsequence of both texts' literals, operators, identifiers and words. Words that
 * say an operator are that operator ("multiplied by" is {@code *}, "at least" is {@code >=}).
 *
 * <p>It finds pseudo-code and transliterations, which n-grams do not see. Longest common
 * subsequence: Wagner and Fischer, "The string-to-string correction problem", 1974.
 *
 * @param common tokens of the longest common subsequence
 * @param context tokens of the context
 * @param source tokens of the source
 * @since 0.1.0
 */
public record OrderedOverlap(int common, int context, int source) {
  /** The part of gold's overlaps that the limit for learned contexts lies above. */
  public static final double LIMIT_QUANTILE = 0.95;

  private static final Pattern TOKEN =
      Pattern.compile("\\p{N}+(?:\\.\\p{N}+)?|\\p{L}+|<=|>=|==|!=|//|\\*\\*|[-+*/%]=|[-+*/%<>=]");

  /** Longest first; a phrase is words with single spaces. */
  private static final List<Map.Entry<Pattern, String>> PHRASES =
      phrases(
          "greater than or equal to",
          ">=",
          "less than or equal to",
          "<=",
          "is not equal to",
          "!=",
          "floor-divided by",
          "//",
          "floor divided by",
          "//",
          "floor-divide (?:it|n|the total) by",
          "//",
          "floor-divide",
          "//",
          "integer division by",
          "//",
          "divided by",
          "/",
          "divide by",
          "/",
          "multiplied by",
          "*",
          "multiply by",
          "*",
          "multiply",
          "*",
          "times",
          "*",
          "remainder of",
          "%",
          "modulo",
          "%",
          "raised by",
          "+",
          "rises by",
          "+",
          "increased by",
          "+",
          "added to",
          "+",
          "adds",
          "+",
          "added",
          "+",
          "add",
          "+",
          "plus",
          "+",
          "lowered by",
          "-",
          "falls by",
          "-",
          "decreased by",
          "-",
          "subtracted from",
          "-",
          "subtract",
          "-",
          "minus",
          "-",
          "at least",
          ">=",
          "not below",
          ">=",
          "at most",
          "<=",
          "not above",
          "<=",
          "more than",
          ">",
          "greater than",
          ">",
          "larger than",
          ">",
          "above",
          ">",
          "less than",
          "<",
          "fewer than",
          "<",
          "smaller than",
          "<",
          "below",
          "<",
          "equal to",
          "==",
          "equals",
          "==",
          "the smaller of",
          "min",
          "the larger of",
          "max",
          "the largest",
          "max",
          "the smallest",
          "min",
          "the sum of",
          "sum",
          "the number of",
          "len",
          "for each",
          "for",
          "otherwise",
          "else",
          "skipped",
          "continue",
          "skip",
          "continue",
          "set to",
          "=",
          "becomes",
          "=",
          "starts? at",
          "=",
          "begins at",
          "=");

  private static List<Map.Entry<Pattern, String>> phrases(String... pairs) {
    List<Map.Entry<Pattern, String>> all = new ArrayList<>();
    for (int i = 0; i < pairs.length; i += 2) {
      String words = pairs[i].replace(" ", "\\s+");
      all.add(Map.entry(Pattern.compile("(?<!\\p{L})" + words + "(?!\\p{L})"), pairs[i + 1]));
    }
    return List.copyOf(all);
  }

  /**
   * Compares a context with a source.
   *
   * @param context any text
   * @param source any text
   * @return their overlap
   */
  public static OrderedOverlap of(String context, String source) {
    List<String> a = tokens(context);
    List<String> b = tokens(source);
    return new OrderedOverlap(longestCommon(a, b), a.size(), b.size());
  }

  /** The length of the longest common subsequence. */
  static int longestCommon(List<String> a, List<String> b) {
    int[] row = new int[b.size() + 1];
    for (String token : a) {
      int diagonal = 0;
      for (int j = 1; j <= b.size(); j++) {
        int above = row[j];
        row[j] = token.equals(b.get(j - 1)) ? diagonal + 1 : Math.max(above, row[j - 1]);
        diagonal = above;
      }
    }
    return row[b.size()];
  }

  /**
   * The share of the source that is in the context in its order. Prose around it does not lower it.
   *
   * @return 0 to 1; 0 for a source without tokens
   */
  public double ofSource() {
    return source == 0 ? 0 : common / (double) source;
  }

  /**
   * The share of the context that is source in its order.
   *
   * @return 0 to 1; 0 for a context without tokens
   */
  public double ofContext() {
    return context == 0 ? 0 : common / (double) context;
  }

  /**
   * The limit above which learned contexts are rejected.
   *
   * @param gold overlaps of gold with its sources, at least one
   * @return the quantile {@link #LIMIT_QUANTILE} of {@link #ofSource}, the smallest value that so
   *     many of them do not exceed
   * @throws IllegalArgumentException if there are none
   */
  public static double limit(List<OrderedOverlap> gold) {
    if (gold.isEmpty()) {
      throw new IllegalArgumentException("no overlaps of gold: measure some first");
    }
    double[] sorted = gold.stream().mapToDouble(OrderedOverlap::ofSource).sorted().toArray();
    return sorted[(int) Math.ceil(LIMIT_QUANTILE * sorted.length) - 1];
  }

  /** Numbers, letters in lower case, operators; names are split where they are joined. */
  static List<String> tokens(String text) {
    String split = text.replaceAll("(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})", " ");
    String lower = split.toLowerCase(Locale.ROOT).replace('_', ' ');
    for (Map.Entry<Pattern, String> phrase : PHRASES) {
      lower =
          phrase
              .getKey()
              .matcher(lower)
              .replaceAll(Matcher.quoteReplacement(" " + phrase.getValue() + " "));
    }
    List<String> found = new ArrayList<>();
    Matcher m = TOKEN.matcher(lower.replace("×", "*").replace("≥", ">=").replace("≤", "<="));
    while (m.find()) {
      String token = m.group();
      boolean assigned =
          token.length() == 2 && token.charAt(1) == '=' && "+-*/%".indexOf(token.charAt(0)) >= 0;
      found.addAll(assigned ? Arrays.asList(token.substring(0, 1)) : List.of(token));
    }
    return found;
  }
}
