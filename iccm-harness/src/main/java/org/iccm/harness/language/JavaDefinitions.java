package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;

/**
 * Classes, interfaces, enumerations, records, their methods and constructors. A constructor is
 * called like its class ({@code Crate.Crate}). Public is all that is not private: tests may be of
 * the same package.
 */
final class JavaDefinitions {
  static final Set<String> TYPES =
      Set.of(
          "class_declaration",
          "interface_declaration",
          "enum_declaration",
          "record_declaration",
          "annotation_type_declaration");
  static final Set<String> MEMBERS =
      Set.of("method_declaration", "constructor_declaration", "compact_constructor_declaration");

  private final String source;
  private final List<Definition> found = new ArrayList<>();

  private JavaDefinitions(String source) {
    this.source = source;
  }

  /** In order of appearance, a class before its members; what stands in methods is part of them. */
  static List<Definition> of(String source, SyntaxNode tree) {
    JavaDefinitions d = new JavaDefinitions(source);
    d.walk(tree, "", true);
    return List.copyOf(d.found);
  }

  static List<UnitId> ids(String path, String source, List<Definition> definitions) {
    return Definitions.ids(path, definitions, d -> types(source, d));
  }

  private void walk(SyntaxNode node, String owner, boolean ownerPublic) {
    for (SyntaxNode child : node.children()) {
      boolean type = child.named() && TYPES.contains(child.type());
      boolean member = child.named() && MEMBERS.contains(child.type());
      if (type || member) {
        String simple = child.child("name").map(n -> n.text(source)).orElse("");
        if (simple.isEmpty()) {
          continue;
        }
        String name = owner.isEmpty() ? simple : owner + "." + simple;
        boolean isPublic = ownerPublic && !has(child, "private");
        UnitKind kind =
            type ? UnitKind.CLASS : owner.isEmpty() ? UnitKind.FUNCTION : UnitKind.METHOD;
        found.add(new Definition(name, kind, child, child, isPublic));
        if (type) {
          child.child("body").ifPresent(body -> walk(body, name, isPublic));
        }
      } else if (child.is("enum_body_declarations") || child.is("ERROR")) {
        walk(child, owner, ownerPublic);
      }
    }
  }

  static boolean has(SyntaxNode definition, String modifier) {
    return definition
        .namedChildren()
        .filter(c -> c.is("modifiers"))
        .flatMap(m -> m.children().stream())
        .anyMatch(m -> m.type().equals(modifier));
  }

  /** The head without annotations and body, on one line. */
  static String head(String source, SyntaxNode node) {
    List<SyntaxNode> parts = new ArrayList<>();
    for (SyntaxNode child : node.children()) {
      if (child.field().equals("body") || child.type().equals(";")) {
        break;
      }
      if (child.is("modifiers")) {
        child.children().stream()
            .filter(m -> !m.is("marker_annotation") && !m.is("annotation"))
            .forEach(parts::add);
      } else {
        parts.add(child);
      }
    }
    return OneLine.of(source, parts);
  }

  /** The types of its parameters, which tell it from others of the same name. */
  static String types(String source, Definition d) {
    Optional<SyntaxNode> parameters = d.node().child("parameters");
    if (d.kind() == UnitKind.CLASS || parameters.isEmpty()) {
      return "()";
    }
    return parameters(parameters.get())
        .map(
            p ->
                p.is("spread_parameter")
                    ? p.namedChildren()
                            .filter(c -> !c.is("modifiers") && !c.is("variable_declarator"))
                            .map(c -> OneLine.of(source, c))
                            .collect(Collectors.joining())
                        + "..."
                    : p.child("type").map(t -> OneLine.of(source, t)).orElse("")
                        + p.child("dimensions").map(t -> t.text(source)).orElse(""))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  static java.util.stream.Stream<SyntaxNode> parameters(SyntaxNode list) {
    return list.namedChildren().filter(p -> p.is("formal_parameter") || p.is("spread_parameter"));
  }
}
