package org.iccm.core.gate;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A value as code writes it: a text, a number, or a list, tuple, set or map of such.
 *
 * @param kind what it is
 * @param value a text's content, a number's digits, or a composite without spaces and quotes
 */
record Literal(Kind kind, String value) {
  enum Kind {
    TEXT,
    NUMBER,
    COMPOSITE,
    WORD
  }

  private static final Set<String> ROUND =
      Set.of("12", "24", "60", "365", "366", "360", "180", "90");
  private static final double DIGIT = 3.3;
  private static final Pattern QUOTES = Pattern.compile("[\"'`]+");
  private static final Pattern LAYOUT = Pattern.compile("\\s*([\\[\\](){},:])\\s*");

  /** Composites are compared without layout, quotes and outer brackets' kind. */
  static String compact(String text) {
    String bare = QUOTES.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
    return LAYOUT.matcher(bare).replaceAll("$1");
  }

  /**
   * How much it takes to hit upon it by chance, in bits, roughly: three a character of text, log2
   * of ten a significant digit.
   */
  double bits() {
    return switch (kind) {
      case WORD -> 1;
      case TEXT -> Math.min(30, 3.0 * value.strip().length());
      case NUMBER -> DIGIT * significant(value);
      case COMPOSITE -> compositeBits();
    };
  }

  private double compositeBits() {
    double bits = 0;
    for (String part : value.split("[\\[\\](){},:]+")) {
      if (!part.isEmpty()) {
        bits += 1 + (part.matches("[-\\d.]+") ? DIGIT * significant(part) : 3.0 * part.length());
      }
    }
    return Math.min(30, bits);
  }

  private static int significant(String number) {
    String digits = number.replaceAll("[^0-9]", "");
    if (ROUND.contains(digits)) {
      return 1;
    }
    return Math.max(1, digits.replaceFirst("^0+", "").replaceFirst("0+$", "").length());
  }

  /** Whether a piece of prose holds it; {@code compact} is the same piece without layout. */
  boolean in(String sentence, String compact) {
    if (kind == Kind.COMPOSITE) {
      String inner = value.replaceAll("^[\\[({]+|[\\])}]+$", "");
      boolean several = value.contains(",") && bits() >= 12;
      return bounded(compact, value) || (several && bounded(compact, inner));
    }
    String wanted = kind == Kind.NUMBER ? value.replaceFirst("^\\+", "") : value;
    return !wanted.isBlank() && bounded(sentence, wanted);
  }

  private static boolean bounded(String text, String wanted) {
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
      int end = at + wanted.length();
      boolean left = at == 0 || !joins(text.charAt(at - 1), wanted.charAt(0));
      boolean right =
          end == text.length() || !joins(wanted.charAt(wanted.length() - 1), text.charAt(end));
      boolean decimal =
          end + 1 < text.length()
              && text.charAt(end) == '.'
              && Character.isDigit(text.charAt(end + 1))
              && Character.isDigit(wanted.charAt(wanted.length() - 1));
      boolean fraction =
          at > 1
              && text.charAt(at - 1) == '.'
              && Character.isDigit(text.charAt(at - 2))
              && Character.isDigit(wanted.charAt(0));
      if (left && right && !decimal && !fraction) {
        return true;
      }
    }
    return false;
  }

  private static boolean joins(char a, char b) {
    return Character.isLetterOrDigit(a) && Character.isLetterOrDigit(b);
  }
}
