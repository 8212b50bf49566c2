package org.iccm.harness.language;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A node of a syntax tree, free of native memory. Offsets count Java characters of the parsed text.
 *
 * @param type the grammar's name of the node; the token itself where it is not named
 * @param named whether it is a named node, not punctuation or a keyword
 * @param field its role in its parent, empty if it has none
 * @param start first character
 * @param end one after the last character
 * @param broken whether it, or something in it, is a syntax error
 * @param children all children, in order
 */
record SyntaxNode(
    String type,
    boolean named,
    String field,
    int start,
    int end,
    boolean broken,
    List<SyntaxNode> children) {

  boolean is(String name) {
    return named && type.equals(name);
  }

  boolean isComment() {
    return named
        && (type.equals("comment") || type.equals("line_comment") || type.equals("block_comment"));
  }

  /** A text in quotes, which no layout may touch. */
  boolean isText() {
    return named && (type.equals("string") || type.equals("string_literal"));
  }

  Stream<SyntaxNode> namedChildren() {
    return children.stream().filter(SyntaxNode::named);
  }

  Optional<SyntaxNode> child(String role) {
    return children.stream().filter(c -> c.field.equals(role)).findFirst();
  }

  String text(String source) {
    return source.substring(start, end);
  }
}
