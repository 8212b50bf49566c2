package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.List;

/** Indents and unindents code without touching the inside of strings. */
final class Layout {
  private Layout() {}

  /** The blanks in front of an offset, if nothing else stands there on its line. */
  static String indentOf(String source, int offset) {
    int line = lineStart(source, offset);
    int end = line;
    while (end < offset && (source.charAt(end) == ' ' || source.charAt(end) == '\t')) {
      end++;
    }
    return source.substring(line, end);
  }

  static int lineStart(String source, int offset) {
    int i = offset;
    while (i > 0 && source.charAt(i - 1) != '\n' && source.charAt(i - 1) != '\r') {
      i--;
    }
    return i;
  }

  /**
   * Puts an indent in front of every line but the first; blank lines and lines that begin inside a
   * string stay.
   */
  static String indent(String code, SyntaxNode tree, String indent) {
    return edit(code, tree, 0, indent, true);
  }

  /** The text of a node with the indent of its first line taken from its other lines. */
  static String unindented(String source, SyntaxNode node) {
    String indent = indentOf(source, node.start());
    return edit(node.text(source), node, node.start(), indent, false);
  }

  private static String edit(
      String code, SyntaxNode tree, int shift, String indent, boolean adding) {
    if (indent.isEmpty()) {
      return code;
    }
    List<int[]> strings = new ArrayList<>();
    strings(tree, strings);
    StringBuilder out = new StringBuilder();
    int at = 0;
    int string = 0;
    while (at < code.length()) {
      int end = nextLine(code, at);
      int offset = at + shift;
      while (string < strings.size() && strings.get(string)[1] <= offset) {
        string++;
      }
      boolean inside = string < strings.size() && strings.get(string)[0] < offset;
      String line = code.substring(at, end);
      if (at == 0 || inside || line.isBlank()) {
        out.append(line);
      } else if (adding) {
        out.append(indent).append(line);
      } else {
        out.append(line.startsWith(indent) ? line.substring(indent.length()) : line);
      }
      at = end;
    }
    return out.toString();
  }

  private static int nextLine(String code, int from) {
    for (int i = from; i < code.length(); i++) {
      char c = code.charAt(i);
      if (c == '\n' || (c == '\r' && (i + 1 == code.length() || code.charAt(i + 1) != '\n'))) {
        return i + 1;
      }
    }
    return code.length();
  }

  private static void strings(SyntaxNode node, List<int[]> into) {
    if (node.isText()) {
      into.add(new int[] {node.start(), node.end()});
    } else {
      node.children().forEach(c -> strings(c, into));
    }
  }
}
