package org.iccm.core.gate;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads values out of a piece of code, without knowing more than brackets and quotes. */
final class LiteralReader {
  private static final Pattern NUMBER =
      Pattern.compile("[-+]?\\d[\\d_]*(?:\\.\\d+)?(?:[eE][-+]?\\d+)?");
  private static final Pattern WORD = Pattern.compile("None|True|False|null|true|false");
  private static final String OPEN = "([{";
  private static final String CLOSE = ")]}";

  private LiteralReader() {}

  /** The text as one value, if it is one. */
  static Optional<Literal> whole(String text) {
    String t = text.strip();
    if (t.isEmpty()) {
      return Optional.empty();
    }
    if (NUMBER.matcher(t).matches()) {
      return Optional.of(
          new Literal(Literal.Kind.NUMBER, t.replace("_", "").replaceFirst("^\\+", "")));
    }
    if (WORD.matcher(t).matches()) {
      return Optional.of(new Literal(Literal.Kind.WORD, t));
    }
    Matcher prefix = Pattern.compile("(?i)[rbfu]{0,2}(?=[\"'])").matcher(t);
    int at = prefix.lookingAt() ? prefix.end() : 0;
    if (at < t.length() && (t.charAt(at) == '"' || t.charAt(at) == '\'')) {
      int end = endOfText(t, at);
      if (end == t.length()) {
        int quotes = t.startsWith("\"\"\"", at) || t.startsWith("'''", at) ? 3 : 1;
        return Optional.of(
            new Literal(
                Literal.Kind.TEXT, t.substring(at + quotes, Math.max(at + quotes, end - quotes))));
      }
      return Optional.empty();
    }
    if (bracketed(t)) {
      List<String> parts = split(t.substring(1, t.length() - 1));
      for (String part : parts) {
        for (String side : part.split("(?<![:]):(?![:])", 2)) {
          if (!side.isBlank() && whole(side).isEmpty() && whole(part).isEmpty()) {
            return Optional.empty(); // computed: no value
          }
        }
      }
      return Optional.of(new Literal(Literal.Kind.COMPOSITE, Literal.compact(t)));
    }
    return Optional.empty();
  }

  /** All texts, numbers and composites in it, outermost first. */
  static List<Literal> all(String code) {
    List<Literal> found = new ArrayList<>();
    int i = 0;
    while (i < code.length()) {
      char c = code.charAt(i);
      int end = i + 1;
      if (c == '"' || c == '\'') {
        end = endOfText(code, i);
        whole(code.substring(i, end)).ifPresent(found::add);
      } else if (c == '#') {
        int eol = code.indexOf('\n', i);
        end = eol < 0 ? code.length() : eol;
      } else if (OPEN.indexOf(c) >= 0) {
        int close = endOfBracket(code, i);
        boolean call =
            i > 0 && (Character.isLetterOrDigit(code.charAt(i - 1)) || code.charAt(i - 1) == '_');
        Optional<Literal> value = call ? Optional.empty() : whole(code.substring(i, close));
        if (value.isPresent()) {
          found.add(value.get());
          end = close;
        }
      } else if (Character.isDigit(c)
          && (i == 0
              || !Character.isLetterOrDigit(code.charAt(i - 1)) && code.charAt(i - 1) != '_')) {
        Matcher m = NUMBER.matcher(code).region(i, code.length());
        if (m.lookingAt()) {
          end = m.end();
          boolean negative = i > 0 && code.charAt(i - 1) == '-';
          whole((negative ? "-" : "") + m.group()).ifPresent(found::add);
        }
      } else if (Character.isLetter(c)) {
        while (end < code.length() && Character.isLetterOrDigit(code.charAt(end))) {
          end++;
        }
        whole(code.substring(i, end)).ifPresent(found::add);
      }
      i = Math.max(end, i + 1);
    }
    return found;
  }

  /** Whether one pair of brackets holds all of it. */
  static boolean bracketed(String text) {
    int n = text.length();
    return n >= 2
        && OPEN.indexOf(text.charAt(0)) >= 0
        && CLOSE.indexOf(text.charAt(n - 1)) >= 0
        && endOfBracket(text, 0) == n;
  }

  /** Splits at commas outside brackets and quotes. */
  static List<String> split(String code) {
    List<String> parts = new ArrayList<>();
    int from = 0;
    int i = 0;
    while (i < code.length()) {
      char c = code.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfText(code, i);
      } else if (OPEN.indexOf(c) >= 0) {
        i = endOfBracket(code, i);
      } else {
        if (c == ',') {
          parts.add(code.substring(from, i));
          from = i + 1;
        }
        i++;
      }
    }
    parts.add(code.substring(from));
    return parts;
  }

  /** The index behind the text that begins at a quote. */
  static int endOfText(String code, int at) {
    char quote = code.charAt(at);
    String triple = String.valueOf(quote).repeat(3);
    if (code.startsWith(triple, at)) {
      int end = code.indexOf(triple, at + 3);
      return end < 0 ? code.length() : end + 3;
    }
    for (int i = at + 1; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == quote) {
        return i + 1;
      } else if (c == '\n') {
        return i;
      }
    }
    return code.length();
  }

  /** The index behind the bracket that closes the one at a place. */
  static int endOfBracket(String code, int at) {
    int depth = 0;
    int i = at;
    while (i < code.length()) {
      char c = code.charAt(i);
      if (c == '"' || c == '\'') {
        i = endOfText(code, i);
        continue;
      }
      if (c == '#') {
        int eol = code.indexOf('\n', i);
        i = eol < 0 ? code.length() : eol;
        continue;
      }
      depth += OPEN.indexOf(c) >= 0 ? 1 : CLOSE.indexOf(c) >= 0 ? -1 : 0;
      i++;
      if (depth == 0) {
        return i;
      }
    }
    return code.length();
  }
}
