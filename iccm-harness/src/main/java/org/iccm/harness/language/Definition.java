package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.List;
import org.iccm.api.application.UnitKind;

/**
 * A function, class or method in a syntax tree.
 *
 * @param name its qualified name without signature
 * @param kind its kind
 * @param whole the node with its decorators
 * @param node the definition itself
 * @param isPublic whether it belongs to the public interface
 */
record Definition(String name, UnitKind kind, SyntaxNode whole, SyntaxNode node, boolean isPublic) {

  String simpleName() {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /** The head without decorators, colon and body, on one line. */
  String signature(String source) {
    List<SyntaxNode> head = new ArrayList<>();
    for (SyntaxNode child : node.children()) {
      if (child.field().equals("body") || (!child.named() && child.type().equals(":"))) {
        break;
      }
      head.add(child);
    }
    return OneLine.of(source, head);
  }

  /** Decorators' expressions, each on one line. */
  List<String> decorators(String source) {
    return whole == node
        ? List.of()
        : whole
            .namedChildren()
            .filter(c -> c.is("decorator"))
            .map(d -> OneLine.of(source, d.namedChildren().filter(c -> !c.is("comment")).toList()))
            .toList();
  }

  /** What tells it from others of the same name. */
  String parameters(String source) {
    String list =
        node.child(kind == UnitKind.CLASS ? "superclasses" : "parameters")
            .map(p -> OneLine.of(source, p))
            .orElse("()");
    return list.replace("#", "");
  }
}
