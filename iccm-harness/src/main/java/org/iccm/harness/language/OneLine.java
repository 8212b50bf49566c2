package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.List;

/** Writes a piece of code on one line, without its comments. */
final class OneLine {
  private record Token(String text, int start, int end, String parent) {}

  private final String source;
  private final List<Token> tokens = new ArrayList<>();

  private OneLine(String source) {
    this.source = source;
  }

  /**
   * Joins tokens.
   *
   * @param source the parsed text
   * @param nodes neighbours, in order
   * @return one line
   */
  static String of(String source, List<SyntaxNode> nodes) {
    OneLine line = new OneLine(source);
    nodes.forEach(n -> line.collect(n, ""));
    return line.join();
  }

  static String of(String source, SyntaxNode node) {
    return of(source, List.of(node));
  }

  private void collect(SyntaxNode node, String parent) {
    if (node.isComment() || node.is("line_continuation")) {
      return;
    }
    if (node.children().isEmpty() || node.isText()) {
      String text = node.text(source);
      if (!text.isEmpty()) {
        boolean lines = text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
        tokens.add(new Token(lines ? "..." : text, node.start(), node.end(), parent));
      }
      return;
    }
    node.children().forEach(c -> collect(c, node.type()));
  }

  private String join() {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      boolean last = i + 1 == tokens.size();
      if (token.text.equals(",")
          && !last
          && tokens.get(i + 1).text.equals(")")
          && (token.parent.equals("parameters") || token.parent.equals("argument_list"))) {
        continue;
      }
      if (i > 0 && token.start > tokens.get(i - 1).end && !glued(out, token.text)) {
        out.append(' ');
      }
      out.append(token.text);
    }
    return out.toString();
  }

  private static boolean glued(StringBuilder before, String next) {
    char last = before.charAt(before.length() - 1);
    return last == '('
        || last == '['
        || last == '{'
        || next.equals(")")
        || next.equals("]")
        || next.equals("}")
        || next.equals(",");
  }
}
