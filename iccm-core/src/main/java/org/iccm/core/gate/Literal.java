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
  private static final Pattern SPACES = Pattern.compile("[\\s\"'`]+");

  /** Composites are compared without layout, quotes and outer brackets' kind. */
  static String compact(String text) {
    return SPACES.matcher(text).replaceAll("").toLowerCase(Locale.ROOT);
  }

  /** Whether it is worth anything that a context holds it. */
  boolean telling() {
    return switch (kind) {
      case WORD -> false;
      case TEXT -> value.strip().length() >= 3;
      case NUMBER -> {
        String digits = value.replaceAll("[^0-9]", "");
        String significant = digits.replaceFirst("^0+", "").replaceFirst("0+$", "");
        yield significant.length() >= 3
            || (significant.length() == 2
                && digits.length() >= 2
                && !ROUND.contains(digits)
                && value.contains("."));
      }
      case COMPOSITE -> value.length() >= 5 && value.contains(",");
    };
  }

  /** Whether nobody would write it by chance. */
  boolean strong() {
    return switch (kind) {
      case WORD -> false;
      case TEXT -> value.length() >= 6 && !value.chars().allMatch(Character::isLetter);
      case NUMBER -> value.replaceAll("[^0-9]", "").length() >= 4 && telling();
      case COMPOSITE -> value.chars().filter(c -> c == ',').count() >= 2;
    };
  }

  /** Whether a piece of prose holds it; {@code compact} is the same piece without layout. */
  boolean in(String sentence, String compact) {
    if (kind == Kind.COMPOSITE) {
      String inner = value.replaceAll("^[\\[({]+|[\\])}]+$", "");
      boolean several = value.chars().filter(c -> c == ',').count() >= 2;
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
