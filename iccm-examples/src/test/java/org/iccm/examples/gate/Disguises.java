package org.iccm.examples.gate;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.iccm.api.application.LanguageSupport;
import org.iccm.api.application.SourceFile;

/** Ways to hide that a context is the source. All deterministic. */
final class Disguises {
  private static final Set<String> KEPT =
      Set.of(
          "False",
          "None",
          "True",
          "and",
          "as",
          "assert",
          "async",
          "await",
          "break",
          "class",
          "continue",
          "def",
          "del",
          "elif",
          "else",
          "except",
          "finally",
          "for",
          "from",
          "global",
          "if",
          "import",
          "in",
          "is",
          "lambda",
          "nonlocal",
          "not",
          "or",
          "pass",
          "raise",
          "return",
          "try",
          "while",
          "with",
          "yield",
          "self",
          "len",
          "range",
          "int",
          "str",
          "list",
          "dict",
          "tuple",
          "set",
          "float",
          "bool",
          "sorted",
          "sum",
          "min",
          "max",
          "abs",
          "zip",
          "enumerate",
          "any",
          "all",
          "round",
          "ValueError",
          "KeyError",
          "append",
          "split",
          "join",
          "strip",
          "get",
          "items",
          "keys",
          "values",
          "lower",
          "upper",
          "isdigit",
          "startswith",
          "endswith");

  private static final Pattern PIECE =
      Pattern.compile(
          "(?s)[rbfu]?(\"\"\".*?\"\"\"|\"(?:\\\\.|[^\"\\\\\n])*\"|'(?:\\\\.|[^'\\\\\n])*')|\\b[A-Za-z_]\\w*\\b");

  private Disguises() {}

  static String stripped(List<SourceFile> files, LanguageSupport language) {
    return files.stream().map(f -> language.strip(f).text()).collect(Collectors.joining("\n"));
  }

  /** Every name of the application becomes another; texts and library names stay. */
  static String renamed(String source) {
    Map<String, String> names = new HashMap<>();
    Matcher m = PIECE.matcher(source);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      String piece = m.group();
      boolean name = m.group(1) == null && !KEPT.contains(piece);
      String to = name ? names.computeIfAbsent(piece, p -> "item" + word(names.size())) : piece;
      m.appendReplacement(out, Matcher.quoteReplacement(to));
    }
    return m.appendTail(out).toString();
  }

  /** Other indentation, quotes, spaces and blank lines. */
  static String reformatted(String source) {
    StringBuilder out = new StringBuilder();
    for (String line : source.split("\n")) {
      int indent = line.length() - line.stripLeading().length();
      String body = line.strip();
      if (!body.contains("'")) {
        body = body.replace('"', '\'');
      }
      body = body.replaceAll("(?<=[\\w)\\]]) ?([-+*/%<>=!]=?|//|==|->) ?(?=[\\w(\\['])", "$1");
      body = body.replaceAll("\\b(return|if|in|for|and|or|not|else)(?=[-(\\['])", "$1 ");
      body = body.replaceAll("(?<=[\\w)\\]'])(if|in|for|and|or|else) ", " $1 ");
      out.append(" ".repeat(indent / 2)).append(body).append('\n');
      if (body.startsWith("return")) {
        out.append('\n');
      }
    }
    return out.toString();
  }

  /** Each line as a list item with words around it. */
  static String asSteps(String source) {
    StringBuilder out = new StringBuilder();
    int step = 1;
    for (String line : source.split("\n")) {
      if (!line.isBlank()) {
        out.append(step++).append(". Write `").append(line.strip()).append("`.\n");
      }
    }
    return out.toString();
  }

  private static String word(int n) {
    return "" + (char) ('a' + n % 26) + (char) ('a' + n / 26 % 26);
  }
}
