package org.iccm.harness.language;

import java.util.List;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;

/** Writes a file's interface: what is not private, without bodies, comments and values. */
final class JavaSignatures {
  private final String source;
  private final StringBuilder out = new StringBuilder();

  JavaSignatures(String source) {
    this.source = source;
  }

  static String of(SourceFile file, SyntaxNode tree) {
    JavaSignatures s = new JavaSignatures(file.text());
    s.out.append("// ").append(file.path()).append('\n');
    for (SyntaxNode child : tree.children()) {
      if (child.is("package_declaration")) {
        s.out.append(OneLine.of(s.source, child)).append("\n\n");
      } else {
        s.member(child, "");
      }
    }
    return s.out.toString();
  }

  private void member(SyntaxNode node, String indent) {
    if (!node.named() || JavaDefinitions.has(node, "private")) {
      return;
    }
    if (JavaDefinitions.TYPES.contains(node.type())) {
      type(node, indent);
    } else if (node.is("compact_constructor_declaration")) {
      return;
    } else if (JavaDefinitions.MEMBERS.contains(node.type())
        || node.is("annotation_type_element_declaration")) {
      // the grammar wants a constructor to have a body
      String end = node.is("constructor_declaration") ? " {}" : ";";
      line(indent, JavaDefinitions.head(source, node) + end);
    } else if (node.is("field_declaration") || node.is("constant_declaration")) {
      field(node, indent);
    } else if (node.is("enum_body_declarations")) {
      node.children().forEach(c -> member(c, indent));
    }
  }

  private void type(SyntaxNode node, String indent) {
    line(indent, JavaDefinitions.head(source, node) + " {");
    List<SyntaxNode> body = node.child("body").map(SyntaxNode::children).orElse(List.of());
    String constants =
        body.stream()
            .filter(c -> c.is("enum_constant"))
            .map(c -> c.child("name").map(n -> n.text(source)).orElse(""))
            .collect(Collectors.joining(", "));
    if (node.is("enum_declaration")) {
      line(indent + "  ", constants + ";");
    }
    body.forEach(c -> member(c, indent + "  "));
    line(indent, "}");
  }

  private void field(SyntaxNode node, String indent) {
    String head =
        OneLine.of(
            source,
            node.children().stream()
                .takeWhile(c -> !c.field().equals("declarator"))
                .flatMap(
                    c -> c.is("modifiers") ? c.children().stream() : java.util.stream.Stream.of(c))
                .filter(c -> !c.is("marker_annotation") && !c.is("annotation"))
                .toList());
    String names =
        node.children().stream()
            .filter(c -> c.field().equals("declarator"))
            .map(
                d ->
                    d.child("name").map(n -> n.text(source)).orElse("")
                        + d.child("dimensions").map(n -> n.text(source)).orElse(""))
            .collect(Collectors.joining(", "));
    line(indent, head + " " + names + ";");
  }

  private void line(String indent, String text) {
    out.append(indent).append(text).append('\n');
  }
}
