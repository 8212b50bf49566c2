package org.iccm.harness.language;

import java.util.Optional;

/**
 * What a function does that knows its name and its parameters alone. Definitions, decorators,
 * classes and what stands outside of functions stay.
 */
enum Stub {
  NOTHING("returns nothing"),
  FIRST_ARGUMENT("returns its first argument"),
  ERROR("raises ValueError");

  private final String what;

  Stub(String what) {
    this.what = what;
  }

  String what() {
    return what;
  }

  /** The text with every function's body replaced. */
  String of(String source, SyntaxNode module) {
    StringBuilder out = new StringBuilder();
    int[] from = {0};
    write(source, module, false, out, from);
    return out.append(source, from[0], source.length()).toString();
  }

  private void write(
      String source, SyntaxNode node, boolean method, StringBuilder out, int[] from) {
    if (node.is("function_definition")) {
      Optional<SyntaxNode> body = node.child("body");
      if (body.isPresent()) {
        out.append(source, from[0], body.get().start()).append(statement(source, node, method));
        from[0] = body.get().end();
      }
      return;
    }
    boolean inside = method || node.is("class_definition");
    for (SyntaxNode child : node.children()) {
      write(source, child, inside, out, from);
    }
  }

  private String statement(String source, SyntaxNode function, boolean method) {
    boolean constructor =
        function.child("name").map(n -> n.text(source).equals("__init__")).orElse(false);
    return switch (this) {
      case NOTHING -> "pass";
      case FIRST_ARGUMENT ->
          constructor
              ? "pass"
              : "return "
                  + function
                      .child("parameters")
                      .flatMap(p -> parameter(source, p, method))
                      .orElse("None");
      case ERROR -> "raise ValueError";
    };
  }

  /** The first parameter with a name; a method's own object does not count if another follows. */
  private static Optional<String> parameter(String source, SyntaxNode list, boolean method) {
    var names = list.namedChildren().map(p -> name(source, p)).flatMap(Optional::stream).toList();
    return names.isEmpty()
        ? Optional.empty()
        : Optional.of(names.get(method && names.size() > 1 ? 1 : 0));
  }

  private static Optional<String> name(String source, SyntaxNode parameter) {
    if (parameter.is("identifier")) {
      return Optional.of(parameter.text(source));
    }
    // typed, with a default, or collected: the name is its own field or its first identifier
    return parameter
        .child("name")
        .or(() -> parameter.namedChildren().findFirst())
        .flatMap(n -> name(source, n));
  }
}
