package org.iccm.validation.report;

import java.util.Locale;
import java.util.OptionalDouble;

/** Text for people: escaped, shortened, numbers in one manner. All input is hostile. */
final class Texts {
  private Texts() {}

  /** Escapes for HTML text and quoted attributes. */
  static String html(String text) {
    String visible = visible(text);
    StringBuilder out = new StringBuilder(visible.length() + 16);
    for (int i = 0; i < visible.length(); i++) {
      char c = visible.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }

  /**
   * Makes visible what would change how other text is read or would not survive UTF-8: controls,
   * marks that turn the direction of writing, lone surrogates.
   */
  static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.replace("\r\n", "\n")
        .codePoints()
        .forEach(
            c -> {
              boolean keep = c == '\n' || c == '\t';
              boolean hidden =
                  Character.isISOControl(c)
                      || (c >= 0x200B && c <= 0x200F)
                      || (c >= 0x2028 && c <= 0x202E)
                      || (c >= 0x2060 && c <= 0x2069)
                      || c == 0x061C
                      || c == 0xFEFF
                      || (c >= 0xD800 && c <= 0xDFFF)
                      || (c & 0xFFFE) == 0xFFFE;
              if (keep || !hidden) {
                out.appendCodePoint(c);
              } else {
                out.append(String.format(Locale.ROOT, "\u27E8U+%04X\u27E9", c));
              }
            });
    return out.toString();
  }

  /** At most so many characters: the first two thirds and the last third, with a notice. */
  static String cut(String text, int limit) {
    if (text.length() <= limit) {
      return text;
    }
    int head = Math.max(0, limit * 2 / 3);
    int tail = Math.max(0, limit - head);
    return text.substring(0, head)
        + "\n[... "
        + (text.length() - head - tail)
        + " characters left out of the report ...]\n"
        + text.substring(text.length() - tail);
  }

  static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f\u00A0%%", 100 * share);
  }

  static String percent(OptionalDouble share) {
    return share.isPresent() ? percent(share.getAsDouble()) : "\u2013";
  }

  /** Percentage points with sign. */
  static String points(double share) {
    return String.format(Locale.ROOT, "%+.1f", 100 * share).replace('-', '\u2212');
  }

  static String number(OptionalDouble value) {
    return value.isPresent()
        ? String.format(Locale.ROOT, "%.2f", value.getAsDouble()).replace('-', '\u2212')
        : "\u2013";
  }

  static String p(OptionalDouble p) {
    if (p.isEmpty()) {
      return "\u2013";
    }
    if (p.getAsDouble() > 0.9999) {
      return ">\u00A00.9999";
    }
    return p.getAsDouble() < 0.0001
        ? "<\u00A00.0001"
        : String.format(Locale.ROOT, "%.4f", p.getAsDouble());
  }

  static String count(long n, String thing) {
    return String.format(Locale.ROOT, "%,d", n) + " " + thing + (n == 1 ? "" : "s");
  }

  static String integer(long n) {
    return String.format(Locale.ROOT, "%,d", n);
  }

  static String duration(java.time.Duration d) {
    long s = d.toSeconds();
    if (s < 60) {
      return String.format(Locale.ROOT, "%.1f\u00A0s", d.toMillis() / 1000.0);
    }
    return s < 3600
        ? (s / 60) + "\u00A0min " + (s % 60) + "\u00A0s"
        : (s / 3600) + "\u00A0h " + (s % 3600 / 60) + "\u00A0min";
  }

  /** An outcome as people say it. */
  static String outcome(org.iccm.api.rollout.RolloutOutcome outcome) {
    return outcome.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
