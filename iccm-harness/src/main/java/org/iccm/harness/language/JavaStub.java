package org.iccm.harness.language;

import java.util.Optional;
import java.util.Set;

/**
 * What a method does that knows its name and its types alone. Constructors leave fields as they
 * are, so fields are not final; what they call of their class or its parent stays, else nothing
 * would compile.
 */
enum JavaStub {
  NOTHING("returns nothing"),
  FIRST_ARGUMENT("returns its first argument"),
  ERROR("throws IllegalArgumentException");

  private static final Set<String> NUMBERS =
      Set.of("int", "long", "short", "byte", "char", "float", "double");

  private final String what;

  JavaStub(String what) {
    this.what = what;
  }

  String what() {
    return what;
  }

  /** The text with every method's body replaced. */
  String of(String source, SyntaxNode tree) {
    StringBuilder out = new StringBuilder();
    int[] from = {0};
    write(source, tree, false, out, from);
    return out.append(source, from[0], source.length()).toString();
  }

  private void write(
      String source, SyntaxNode node, boolean inRecord, StringBuilder out, int[] from) {
    if (JavaDefinitions.MEMBERS.contains(node.type()) && node.named()) {
      Optional<SyntaxNode> body = node.child("body");
      if (body.isPresent()) {
        out.append(source, from[0], body.get().start());
        out.append("{ ").append(statement(source, node, body.get(), inRecord)).append(" }");
        from[0] = body.get().end();
      }
      return;
    }
    if (node.is("field_declaration") && !JavaDefinitions.has(node, "static")) {
      notFinal(source, node, out, from);
    }
    boolean record = node.is("record_declaration") || (inRecord && !isType(node));
    for (SyntaxNode child : node.children()) {
      write(source, child, record, out, from);
    }
  }

  private static boolean isType(SyntaxNode node) {
    return node.named() && JavaDefinitions.TYPES.contains(node.type());
  }

  private static void notFinal(String source, SyntaxNode field, StringBuilder out, int[] from) {
    field
        .namedChildren()
        .filter(c -> c.is("modifiers"))
        .flatMap(m -> m.children().stream())
        .filter(m -> m.type().equals("final"))
        .findFirst()
        .ifPresent(
            f -> {
              out.append(source, from[0], f.start());
              from[0] = f.end();
            });
  }

  private String statement(String source, SyntaxNode method, SyntaxNode body, boolean inRecord) {
    String error = "throw new IllegalArgumentException();";
    if (!method.is("method_declaration")) {
      return constructor(source, method, body, inRecord) + (this == ERROR ? " " + error : "");
    }
    if (this == ERROR) {
      return error;
    }
    String type = method.child("type").map(t -> OneLine.of(source, t)).orElse("void");
    if (type.equals("void")) {
      return "";
    }
    Optional<SyntaxNode> first =
        method.child("parameters").flatMap(p -> JavaDefinitions.parameters(p).findFirst());
    if (this == FIRST_ARGUMENT && first.isPresent()) {
      String given = first.get().child("type").map(t -> OneLine.of(source, t)).orElse("");
      String name = first.get().child("name").map(n -> n.text(source)).orElse("");
      boolean numbers = NUMBERS.contains(type) && NUMBERS.contains(given);
      if (!name.isEmpty() && (given.equals(type) || type.equals("Object") || numbers)) {
        return "return " + (given.equals(type) ? "" : "(" + type + ") ") + name + ";";
      }
    }
    return type.equals("boolean")
        ? "return false;"
        : NUMBERS.contains(type) ? "return 0;" : "return null;";
  }

  private static String constructor(
      String source, SyntaxNode constructor, SyntaxNode body, boolean inRecord) {
    Optional<SyntaxNode> call =
        body.namedChildren().filter(c -> c.is("explicit_constructor_invocation")).findFirst();
    if (call.isPresent()) {
      return call.get().text(source);
    }
    if (!inRecord || !constructor.is("constructor_declaration")) {
      return "";
    }
    // a record's fields are final and have to be set
    StringBuilder sets = new StringBuilder();
    constructor
        .child("parameters")
        .ifPresent(
            list ->
                JavaDefinitions.parameters(list)
                    .flatMap(p -> p.child("name").stream())
                    .map(n -> n.text(source))
                    .forEach(
                        n -> sets.append("this.").append(n).append(" = ").append(n).append("; ")));
    return sets.toString().strip();
  }
}
