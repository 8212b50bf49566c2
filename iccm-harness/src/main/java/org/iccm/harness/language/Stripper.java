package org.iccm.harness.language;

import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Takes out comments and docstrings, and the lines that held nothing else. Any string that stands
 * as a statement counts as a docstring: it does nothing.
 */
final class Stripper {
  private final String source;
  private final BitSet removed = new BitSet();
  private final Map<Integer, String> inserted = new TreeMap<>();

  private Stripper(String source) {
    this.source = source;
  }

  static String strip(String source, SyntaxNode module) {
    Stripper s = new Stripper(source);
    s.mark(module, !module.broken());
    return s.removed.isEmpty() ? source : s.write();
  }

  private void mark(SyntaxNode node, boolean strings) {
    if (node.isComment()) {
      remove(node);
      if (between(node)) {
        inserted.put(node.start(), " ");
      }
      return;
    }
    boolean body = node.is("module") || node.is("block");
    if (body && strings) {
      List<SyntaxNode> statements = node.namedChildren().filter(c -> !c.isComment()).toList();
      List<SyntaxNode> idle = statements.stream().filter(Stripper::isText).toList();
      idle.forEach(this::removeStatement);
      if (node.is("block") && !idle.isEmpty() && idle.size() == statements.size()) {
        inserted.put(idle.get(0).start(), "pass");
      }
    }
    node.children().forEach(c -> mark(c, strings));
  }

  /** Whether it alone keeps two words apart. */
  private boolean between(SyntaxNode comment) {
    return comment.start() > 0
        && comment.end() < source.length()
        && Character.isJavaIdentifierPart(source.charAt(comment.start() - 1))
        && Character.isJavaIdentifierPart(source.charAt(comment.end()));
  }

  private static boolean isText(SyntaxNode statement) {
    return statement.is("expression_statement")
        && statement.children().size() == 1
        && isPlain(statement.children().get(0));
  }

  private static boolean isPlain(SyntaxNode node) {
    if (node.is("concatenated_string")) {
      return node.namedChildren().filter(c -> !c.isComment()).allMatch(Stripper::isPlain);
    }
    return node.is("string") && node.children().stream().noneMatch(c -> c.is("interpolation"));
  }

  private void remove(SyntaxNode node) {
    removed.set(node.start(), node.end());
  }

  private void removeStatement(SyntaxNode statement) {
    int end = statement.end();
    int next = end;
    while (next < source.length() && isBlank(source.charAt(next))) {
      next++;
    }
    if (next < source.length() && source.charAt(next) == ';') {
      end = next + 1;
      while (end < source.length() && isBlank(source.charAt(end))) {
        end++;
      }
    }
    removed.set(statement.start(), end);
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private String write() {
    StringBuilder out = new StringBuilder();
    StringBuilder line = new StringBuilder();
    boolean touched = false;
    for (int i = 0; i < source.length(); i++) {
      if (inserted.containsKey(i)) {
        line.append(inserted.get(i));
      }
      if (removed.get(i)) {
        touched = true;
        continue;
      }
      line.append(source.charAt(i));
      if (source.charAt(i) == '\n') {
        flush(out, line, touched);
        touched = false;
      }
    }
    flush(out, line, touched);
    return out.toString();
  }

  private static void flush(StringBuilder out, StringBuilder line, boolean touched) {
    String text = line.toString();
    line.setLength(0);
    if (touched && text.isBlank()) {
      return;
    }
    // what stood above the first statement leaves no blank lines behind
    if (out.isEmpty() && text.isBlank()) {
      return;
    }
    if (touched) {
      String end = text.endsWith("\r\n") ? "\r\n" : text.endsWith("\n") ? "\n" : "";
      out.append(text.stripTrailing()).append(end);
    } else {
      out.append(text);
    }
  }
}
