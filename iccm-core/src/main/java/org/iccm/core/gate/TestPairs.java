package org.iccm.core.gate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.SourceFile;

/**
 * Input and expected value of tests, read from their assertions: {@code assert f(in) == out},
 * {@code assertEqual(f(in), out)} and rows of parametrised tests; names that were assigned a value
 * before are looked up. Conservative: values that the sources name are the specification's, not a
 * test's, and a pair that chance could put into a sentence counts for nothing. Immutable.
 */
final class TestPairs {
  /** An input and what is expected of it. */
  private record Pair(Literal input, Literal expected) {}

  private static final Pattern ASSIGNMENT =
      Pattern.compile("(\\w+)\\s*=(?!=)\\s*(.+)", Pattern.DOTALL);
  private static final Pattern ASSERT_EQUAL =
      Pattern.compile(
          "(?:self\\.)?assert(?:Equals?|AlmostEqual|That|_equal)\\s*(\\()", Pattern.DOTALL);
  private static final Pattern KEYWORD = Pattern.compile("\\s*\\w+\\s*=(?!=)");
  private static final Pattern SENTENCES = Pattern.compile("(?<=[.;!?])\\s+|\\n+");

  /** An input of fewer bits stands in a sentence by chance. */
  private static final double INPUT_BITS = 5;

  /** A pair of fewer bits stands in a sentence by chance. */
  private static final double PAIR_BITS = 12;

  /** What an expected value is worth that the sources name: requirements name it too. */
  private static final double SPECIFIED_BITS = 3;

  private final Set<Pair> pairs = new LinkedHashSet<>();
  private final Set<Literal> specified = new HashSet<>();

  private TestPairs() {}

  static TestPairs of(List<SourceFile> tests, List<SourceFile> sources) {
    TestPairs found = new TestPairs();
    sources.forEach(s -> found.specified.addAll(deep(s.text())));
    tests.forEach(t -> found.read(t.text()));
    return found;
  }

  /** The pairs that one or two neighbouring sentences of a text hold, as people read them. */
  List<String> heldBy(String text) {
    String[] sentences = SENTENCES.split(text);
    Set<String> held = new LinkedHashSet<>();
    for (int i = 0; i < sentences.length; i++) {
      String window = sentences[i] + (i + 1 < sentences.length ? " " + sentences[i + 1] : "");
      String compact = Literal.compact(window);
      for (Pair p : pairs) {
        if (p.input.in(window, compact) && p.expected.in(window, compact)) {
          held.add(p.input.value() + " -> " + p.expected.value());
        }
      }
    }
    return List.copyOf(held);
  }

  private void read(String code) {
    Map<String, String> names = new HashMap<>();
    List<Literal> raising = new ArrayList<>();
    boolean raises = false;
    for (String statement : statements(code)) {
      String s = statement.strip();
      if (s.startsWith("def ") || s.startsWith("async def ")) {
        names.clear();
        raising.clear();
        raises = false;
        continue;
      }
      if (s.startsWith("with ") && s.contains("raises(")) {
        raises = true;
      } else if (raises && !s.startsWith("assert")) {
        raising.addAll(LiteralReader.all(resolved(s, names)));
      } else if (s.startsWith("@") && s.contains("parametrize")) {
        parametrised(s);
      } else if (s.startsWith("assert ") && s.contains("==")) {
        comparison(s.substring("assert ".length()), names, raising);
      } else {
        Matcher equal = ASSERT_EQUAL.matcher(s);
        Matcher assigned = ASSIGNMENT.matcher(s);
        if (equal.lookingAt()) {
          int open = equal.start(1);
          List<String> sides =
              LiteralReader.split(
                  s.substring(
                      open + 1, Math.max(open + 1, LiteralReader.endOfBracket(s, open) - 1)));
          if (sides.size() >= 2) {
            sides(sides.get(0), sides.get(1), names);
          }
        } else if (assigned.matches()) {
          names.put(assigned.group(1), resolved(assigned.group(2), names));
        }
      }
    }
  }

  private void comparison(String expression, Map<String, String> names, List<Literal> raising) {
    int at = topLevelEquals(expression);
    if (at > 0) {
      String right = expression.substring(at + 2);
      List<String> message = LiteralReader.split(right);
      sides(expression.substring(0, at), message.get(0), names);
      // what a raised error says, against what raised it
      LiteralReader.whole(message.get(0))
          .ifPresent(expected -> raising.forEach(input -> add(input, expected)));
    }
  }

  private void sides(String left, String right, Map<String, String> names) {
    String a = resolved(left, names);
    String b = resolved(right, names);
    Optional<Literal> expected = LiteralReader.whole(b);
    String call = a;
    if (expected.isEmpty()) {
      expected = LiteralReader.whole(a);
      call = b;
    }
    if (expected.isPresent()) {
      for (Literal input : LiteralReader.all(call)) {
        add(input, expected.get());
      }
    }
  }

  private void parametrised(String decorator) {
    int open = decorator.indexOf('(');
    if (open < 0) {
      return;
    }
    List<String> arguments =
        LiteralReader.split(
            decorator.substring(
                open + 1, Math.max(open + 1, LiteralReader.endOfBracket(decorator, open) - 1)));
    if (arguments.size() < 2) {
      return;
    }
    for (String row : elements(arguments.get(1))) {
      List<String> values = elements(row);
      for (int i = 0; i + 1 < values.size(); i++) {
        Optional<Literal> expected = LiteralReader.whole(values.get(values.size() - 1));
        if (expected.isPresent()) {
          LiteralReader.all(values.get(i)).forEach(in -> add(in, expected.get()));
        }
      }
    }
  }

  private static List<String> elements(String composite) {
    String t = composite.strip();
    t = t.startsWith("pytest.param") ? t.substring("pytest.param".length()).strip() : t;
    if (!LiteralReader.bracketed(t)) {
      return List.of();
    }
    return LiteralReader.split(t.substring(1, t.length() - 1)).stream()
        .filter(p -> !p.isBlank() && !KEYWORD.matcher(p).lookingAt())
        .toList();
  }

  private void add(Literal input, Literal expected) {
    if (!input.equals(expected)
        && !specified.contains(input)
        && input.bits() >= INPUT_BITS
        && input.bits() + bits(expected) >= PAIR_BITS) {
      pairs.add(new Pair(input, expected));
    }
  }

  private double bits(Literal expected) {
    return specified.contains(expected)
        ? Math.min(SPECIFIED_BITS, expected.bits())
        : expected.bits();
  }

  /** Names in a call replaced by what they were assigned. */
  private static String resolved(String code, Map<String, String> names) {
    if (names.isEmpty()) {
      return code;
    }
    Matcher m = Pattern.compile("(?<![\\w.\"'])[A-Za-z_]\\w*(?![\\w(=\"'])").matcher(code);
    StringBuilder out = new StringBuilder();
    while (m.find()) {
      String value = names.get(m.group());
      boolean short2 =
          value != null && value.length() < 2000 && LiteralReader.whole(value).isPresent();
      m.appendReplacement(
          out, Matcher.quoteReplacement(short2 && value != null ? value : m.group()));
    }
    return m.appendTail(out).toString();
  }

  private static int topLevelEquals(String code) {
    int i = 0;
    while (i < code.length()) {
      char c = code.charAt(i);
      if (c == '"' || c == '\'') {
        i = LiteralReader.endOfText(code, i);
      } else if ("([{".indexOf(c) >= 0) {
        i = LiteralReader.endOfBracket(code, i);
      } else if (code.startsWith("==", i)) {
        return i;
      } else {
        i++;
      }
    }
    return -1;
  }

  /** Logical lines: brackets and quotes are closed at their ends. */
  private static List<String> statements(String code) {
    List<String> found = new ArrayList<>();
    int from = 0;
    int i = 0;
    while (i < code.length()) {
      char c = code.charAt(i);
      if (c == '"' || c == '\'') {
        i = LiteralReader.endOfText(code, i);
      } else if ("([{".indexOf(c) >= 0) {
        i = LiteralReader.endOfBracket(code, i);
      } else if (c == '#') {
        int eol = code.indexOf('\n', i);
        i = eol < 0 ? code.length() : eol;
      } else {
        if (c == '\n') {
          found.add(code.substring(from, i));
          from = i + 1;
        }
        i++;
      }
    }
    found.add(code.substring(from));
    return found;
  }

  /** Every value in a text, also those inside composites and calls. */
  private static Set<Literal> deep(String code) {
    Set<Literal> found = new HashSet<>();
    List<Literal> outer = LiteralReader.all(code);
    found.addAll(outer);
    outer.stream()
        .filter(l -> l.kind() == Literal.Kind.COMPOSITE)
        .forEach(l -> found.addAll(LiteralReader.all(l.value())));
    return found;
  }
}
