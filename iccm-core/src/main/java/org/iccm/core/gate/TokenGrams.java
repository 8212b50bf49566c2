package org.iccm.core.gate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.SourceFile;

/**
 * The token 8-grams of texts, in two views. Plain: words without case, split where names are joined
 * of words, without layout. Shape: every name is alike, keywords, symbols and numbers stay, so that
 * renaming changes nothing. Immutable.
 */
final class TokenGrams {
  private static final Pattern TOKEN =
      Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_]*|\\p{N}+(?:\\.\\p{N}+)?|[^\\s\\p{L}\\p{N}_]");
  private static final Pattern WORDS =
      Pattern.compile("_+|(?<=[\\p{Ll}\\p{N}])(?=\\p{Lu})|(?<=\\p{Lu})(?=\\p{Lu}\\p{Ll})");
  // words that languages share with few sentences; those that prose is full of are left as names
  private static final Set<String> KEYWORDS =
      Set.of(
          "def",
          "return",
          "elif",
          "lambda",
          "class",
          "import",
          "except",
          "raise",
          "yield",
          "assert",
          "self",
          "none",
          "null",
          "true",
          "false",
          "func",
          "function",
          "static",
          "void",
          "const",
          "let",
          "var",
          "public",
          "private",
          "throw",
          "catch",
          "switch",
          "case",
          "if",
          "else",
          "for",
          "while",
          "in",
          "not",
          "and",
          "or",
          "is",
          "try",
          "new",
          "break",
          "continue");

  /** A shape says nothing without symbols or numbers: prose would share it with any docstring. */
  private static final int SYMBOLS = 3;

  private final List<String> plain;
  private final List<String> shape;
  private final Set<String> plainSet;
  private final Set<String> shapeSet;

  private TokenGrams(List<String> plain, List<String> shape) {
    this.plain = plain;
    this.shape = shape;
    this.plainSet = new HashSet<>(plain);
    this.shapeSet = new HashSet<>(shape);
  }

  static TokenGrams of(String text) {
    List<String> plain = new ArrayList<>();
    List<String> shape = new ArrayList<>();
    add(text, plain, shape);
    return new TokenGrams(plain, shape);
  }

  static TokenGrams of(List<SourceFile> files) {
    List<String> plain = new ArrayList<>();
    List<String> shape = new ArrayList<>();
    files.forEach(f -> add(f.text(), plain, shape));
    return new TokenGrams(plain, shape);
  }

  /** Share of this text's grams that the other holds. */
  double sharePlain(TokenGrams other) {
    return share(plain, other.plainSet, plain.size());
  }

  /** Share of this text's grams that the other holds but for names. */
  double shareShape(TokenGrams other) {
    // a name of underscores alone is no word, but has a shape
    return share(shape, other.shapeSet, Math.max(plain.size(), shape.size()));
  }

  private static double share(List<String> grams, Set<String> other, int all) {
    return all == 0 ? 0 : (double) grams.stream().filter(other::contains).count() / all;
  }

  private static void add(String text, List<String> plain, List<String> shape) {
    List<String> words = new ArrayList<>();
    List<String> shapes = new ArrayList<>();
    Matcher m = TOKEN.matcher(text);
    while (m.find()) {
      String token = m.group();
      char c = token.charAt(0);
      if (c == '"' || c == '\'' || c == '`') {
        continue; // kinds of quotes are layout
      }
      if (Character.isLetter(c) || c == '_') {
        for (String word : WORDS.split(token)) {
          if (!word.isEmpty()) {
            words.add(word.toLowerCase(Locale.ROOT));
          }
        }
        String lower = token.toLowerCase(Locale.ROOT);
        shapes.add(KEYWORDS.contains(lower) ? lower : "N");
      } else {
        words.add(token);
        shapes.add(token);
      }
    }
    for (int i = 0; i + LeakageGate.GRAM <= words.size(); i++) {
      plain.add(String.join(" ", words.subList(i, i + LeakageGate.GRAM)));
    }
    for (int i = 0; i + LeakageGate.GRAM <= shapes.size(); i++) {
      List<String> gram = shapes.subList(i, i + LeakageGate.GRAM);
      if (gram.stream().filter(t -> !Character.isLetter(t.charAt(0))).count() >= SYMBOLS) {
        shape.add(String.join(" ", gram));
      }
    }
  }
}
