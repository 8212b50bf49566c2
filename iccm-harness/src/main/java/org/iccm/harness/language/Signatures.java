package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitKind;

/**
 * Writes a module's interface like a stub file. Values of constants are replaced by dots; defaults
 * of parameters stay, because calls depend on them.
 */
final class Signatures {
  /** Decorators that change how a thing is called; others are a matter of its inside. */
  private static final Set<String> CALLING =
      Set.of(
          "property",
          "cached_property",
          "staticmethod",
          "classmethod",
          "abstractmethod",
          "overload",
          "contextmanager",
          "asynccontextmanager",
          "dataclass",
          "setter",
          "getter",
          "deleter",
          "total_ordering");

  private static final Set<String> FIELD_CLASSES = Set.of("NamedTuple", "TypedDict");

  private final SourceFile file;
  private final String source;
  private final SyntaxNode module;
  private final List<Definition> definitions;
  private final StringBuilder out = new StringBuilder();

  Signatures(SourceFile file, SyntaxNode module) {
    this.file = file;
    this.source = file.text();
    this.module = module;
    this.definitions = Definitions.of(source, module);
  }

  String write() {
    out.append("# ").append(file.path()).append('\n');
    Optional<Set<String>> exported = Definitions.exported(source, module);
    for (SyntaxNode statement : module.children()) {
      assignment(statement)
          .filter(a -> exported.map(e -> e.contains(name(a))).orElse(isConstant(name(a))))
          .ifPresent(a -> out.append(field(a, false)).append('\n'));
    }
    for (Definition d : definitions) {
      if (d.isPublic()) {
        definition(d);
      }
    }
    return out.toString();
  }

  private void definition(Definition d) {
    long depth = d.name().chars().filter(c -> c == '.').count();
    String indent = "    ".repeat((int) depth);
    if (depth == 0 && d.kind() == UnitKind.CLASS) {
      out.append('\n');
    }
    List<String> decorators = d.decorators(source);
    for (String decorator : decorators) {
      if (CALLING.contains(simple(decorator))) {
        out.append(indent).append('@').append(decorator).append('\n');
      }
    }
    out.append(indent).append(d.signature(source));
    if (d.kind() != UnitKind.CLASS) {
      out.append(": ...\n");
      return;
    }
    List<String> members = members(d, decorators);
    boolean empty =
        members.isEmpty()
            && definitions.stream()
                .noneMatch(o -> o.isPublic() && o.name().startsWith(d.name() + "."));
    out.append(empty ? ": ...\n" : ":\n");
    members.forEach(m -> out.append(indent).append("    ").append(m).append('\n'));
  }

  /** Fields and attributes of a class. */
  private List<String> members(Definition type, List<String> decorators) {
    boolean fields =
        decorators.stream().anyMatch(d -> simple(d).equals("dataclass"))
            || FIELD_CLASSES.stream().anyMatch(type.parameters(source)::contains);
    List<String> members = new ArrayList<>();
    Set<String> attributes = new LinkedHashSet<>();
    List<SyntaxNode> body = type.node().child("body").map(SyntaxNode::children).orElse(List.of());
    for (SyntaxNode statement : body) {
      assignment(statement)
          .filter(a -> isConstant(name(a)))
          .ifPresent(a -> members.add(field(a, fields)));
    }
    for (Definition d : definitions) {
      if (d.name().equals(type.name() + ".__init__")) {
        attributes(d.node(), attributes);
      }
    }
    attributes.removeIf(a -> members.stream().anyMatch(m -> m.matches(a + "\\b.*")));
    if (!attributes.isEmpty()) {
      members.add("# attributes: " + String.join(", ", attributes));
    }
    return members;
  }

  private void attributes(SyntaxNode node, Set<String> into) {
    if (node.is("assignment")) {
      node.child("left")
          .map(l -> l.text(source))
          .filter(l -> l.matches("self\\.[A-Za-z]\\w*"))
          .ifPresent(l -> into.add(l.substring("self.".length())));
    }
    node.namedChildren().forEach(c -> attributes(c, into));
  }

  private static Optional<SyntaxNode> assignment(SyntaxNode statement) {
    return statement.is("expression_statement")
        ? statement
            .namedChildren()
            .findFirst()
            .filter(a -> a.is("assignment"))
            .filter(a -> a.child("left").map(l -> l.is("identifier")).orElse(false))
        : Optional.empty();
  }

  private String field(SyntaxNode assignment, boolean withDefault) {
    String type = assignment.child("type").map(t -> ": " + OneLine.of(source, t)).orElse("");
    String value =
        assignment
            .child("right")
            .map(r -> withDefault ? " = " + OneLine.of(source, r) : type.isEmpty() ? " = ..." : "")
            .orElse("");
    return name(assignment) + type + value;
  }

  private String name(SyntaxNode assignment) {
    return assignment.child("left").map(l -> l.text(source)).orElse("");
  }

  private static boolean isConstant(String name) {
    return !name.startsWith("_");
  }

  /** {@code functools.wraps(f)} gives {@code wraps}. */
  private static String simple(String decorator) {
    String name = decorator.replaceFirst("\\(.*", "");
    return name.substring(name.lastIndexOf('.') + 1).strip();
  }
}
