package org.iccm.harness.language;

import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Hashes of syntax subtrees. Names, layout, comments, docstrings, brackets and quotes do not count;
 * shapes, operators, numbers and texts do. Code is looked for in the text as it stands, in it
 * without list markers, and in its fenced and quoted parts.
 */
final class Fingerprints {
  private static final Pattern FENCED =
      Pattern.compile("(?ms)^[ \t]*(```|~~~)[^\n]*\n(.*?)(?:^[ \t]*\\1|\\z)");
  private static final Pattern QUOTED = Pattern.compile("`([^`\n]{8,})`");
  private static final Pattern MARKER =
      Pattern.compile("(?m)^([ \t]*)(?:[-*+>]|\\d{1,4}[.):])[ \t]?");
  private static final Set<String> LITERALS =
      Set.of(
          "integer",
          "float",
          "string_content",
          "escape_sequence",
          "string_fragment",
          "multiline_string_fragment",
          "character_literal",
          "decimal_integer_literal",
          "hex_integer_literal",
          "binary_integer_literal",
          "octal_integer_literal",
          "decimal_floating_point_literal",
          "hex_floating_point_literal");
  private static final String SILENT = "()[]{},:;";

  private final TreeParser parser;
  private final int minimumNodes;
  private final Set<Long> hashes = new HashSet<>();

  Fingerprints(TreeParser parser, int minimumNodes) {
    this.parser = parser;
    this.minimumNodes = minimumNodes;
  }

  Set<Long> of(String text) {
    add(text);
    if (!text.contains("`") && !MARKER.matcher(text).find()) {
      return Set.copyOf(hashes);
    }
    add(MARKER.matcher(text).replaceAll("$1"));
    Matcher fenced = FENCED.matcher(text);
    while (fenced.find()) {
      add(fenced.group(2).stripIndent());
    }
    Matcher quoted = QUOTED.matcher(text);
    while (quoted.find()) {
      add(quoted.group(1));
    }
    return Set.copyOf(hashes);
  }

  private void add(String code) {
    visit(parser.parse(code), code);
  }

  private record Summary(long hash, int nodes) {}

  private Summary visit(SyntaxNode node, String code) {
    if (node.is("parenthesized_expression") || node.is("expression_statement")) {
      var inner = node.namedChildren().filter(c -> !c.isComment()).toList();
      if (inner.size() == 1) {
        return visit(inner.get(0), code);
      }
    }
    long hash = mix(0xcbf29ce484222325L, node.type());
    int nodes = 1;
    if (carriesText(node)) {
      hash = mix(hash, node.text(code));
    }
    for (SyntaxNode child : node.children()) {
      if (child.isComment() || child.is("string_end") || isDocstring(node, child)) {
        continue;
      }
      if (child.is("string_start")) {
        hash =
            mix(hash, child.text(code).replaceAll("[\"']", "").toLowerCase(java.util.Locale.ROOT));
      } else if (child.named()) {
        Summary inner = visit(child, code);
        hash = mix(hash, inner.hash);
        nodes += inner.nodes;
      } else if (child.type().length() != 1 || SILENT.indexOf(child.type()) < 0) {
        hash = mix(hash, child.type());
      }
    }
    if (nodes >= minimumNodes && !node.broken() && !node.is("module") && !node.is("program")) {
      hashes.add(hash);
    }
    return new Summary(hash, nodes);
  }

  private static boolean carriesText(SyntaxNode node) {
    return node.named() && LITERALS.contains(node.type());
  }

  private static boolean isDocstring(SyntaxNode parent, SyntaxNode child) {
    return (parent.is("block") || parent.is("module"))
        && child.is("expression_statement")
        && child.children().size() == 1
        && child.children().get(0).is("string");
  }

  private static long mix(long hash, String text) {
    long h = hash;
    for (int i = 0; i < text.length(); i++) {
      h = (h ^ text.charAt(i)) * 0x100000001b3L;
    }
    return mix(h, 0x9e3779b97f4a7c15L);
  }

  private static long mix(long hash, long value) {
    long h = (hash ^ value) * 0xff51afd7ed558ccdL;
    return h ^ (h >>> 32);
  }
}
