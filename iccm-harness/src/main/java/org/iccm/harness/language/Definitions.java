package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;

/**
 * All definitions of one module that have a name from outside: functions inside functions are part
 * of what surrounds them.
 */
final class Definitions {
  private final String source;
  private final Optional<Set<String>> exported;
  private final List<Definition> found = new ArrayList<>();

  private Definitions(String source, SyntaxNode module) {
    this.source = source;
    this.exported = exported(source, module);
  }

  /**
   * Finds them.
   *
   * @param source the parsed text
   * @param module its tree
   * @return in order of appearance, a class before its members
   */
  static List<Definition> of(String source, SyntaxNode module) {
    Definitions d = new Definitions(source, module);
    d.walk(module, "", true);
    return List.copyOf(d.found);
  }

  /**
   * Names them: the qualified name; with the parameters where several share it; with a count where
   * even these are the same.
   *
   * @param path the file's path
   * @param source the parsed text
   * @param definitions definitions of one module
   * @return an id for each, in the same order
   */
  static List<UnitId> ids(String path, String source, List<Definition> definitions) {
    return ids(path, definitions, d -> d.parameters(source));
  }

  static List<UnitId> ids(
      String path, List<Definition> definitions, Function<Definition, String> parameters) {
    Map<String, Long> sharing =
        definitions.stream()
            .collect(Collectors.groupingBy(Definition::name, Collectors.counting()));
    Map<String, Integer> seen = new HashMap<>();
    List<UnitId> ids = new ArrayList<>();
    for (Definition d : definitions) {
      String name = d.name();
      if (sharing.getOrDefault(name, 1L) > 1) {
        name += parameters.apply(d);
        int count = seen.merge(name, 1, Integer::sum);
        name += count > 1 ? " @" + count : "";
      }
      ids.add(new UnitId(path, name));
    }
    return ids;
  }

  /**
   * One of them by its id.
   *
   * @param unit the id
   * @param definitions definitions of one file
   * @param ids theirs, in the same order
   * @throws IllegalArgumentException if it is none of them; it says which there are
   */
  static Definition find(UnitId unit, List<Definition> definitions, List<UnitId> ids) {
    int exact = ids.indexOf(unit);
    if (exact >= 0) {
      return definitions.get(exact);
    }
    String several =
        ids.stream()
            .filter(id -> definitions.get(ids.indexOf(id)).name().equals(unit.name()))
            .map(UnitId::name)
            .collect(Collectors.joining("', '"));
    if (!several.isEmpty()) {
      throw Splicer.fault(unit, "is defined several times: say which, '" + several + "'");
    }
    String all = ids.stream().map(UnitId::name).collect(Collectors.joining(", "));
    throw Splicer.fault(
        unit, "is not in the file, which defines: " + (all.isEmpty() ? "nothing" : all));
  }

  private void walk(SyntaxNode node, String owner, boolean ownerPublic) {
    for (SyntaxNode child : node.children()) {
      if (!child.named()) {
        continue;
      }
      switch (child.type()) {
        case "function_definition", "class_definition" -> define(child, child, owner, ownerPublic);
        case "decorated_definition" ->
            child.child("definition").ifPresent(inner -> define(child, inner, owner, ownerPublic));
        default -> {
          // definitions under if, try, with, and what is left of a broken text
          if (!child.children().isEmpty() && !child.type().equals("lambda")) {
            walk(child, owner, ownerPublic);
          }
        }
      }
    }
  }

  private void define(SyntaxNode whole, SyntaxNode node, String owner, boolean ownerPublic) {
    String simple = node.child("name").map(n -> n.text(source)).orElse("");
    if (simple.isEmpty()) {
      return;
    }
    String name = owner.isEmpty() ? simple : owner + "." + simple;
    boolean isPublic = ownerPublic && isPublic(simple, owner.isEmpty());
    boolean isClass = node.is("class_definition");
    UnitKind kind =
        isClass ? UnitKind.CLASS : owner.isEmpty() ? UnitKind.FUNCTION : UnitKind.METHOD;
    found.add(new Definition(name, kind, whole, node, isPublic));
    if (isClass) {
      node.child("body").ifPresent(body -> walk(body, name, isPublic));
    }
  }

  private boolean isPublic(String name, boolean top) {
    if (top && exported.isPresent()) {
      return exported.get().contains(name);
    }
    return isPublicName(name);
  }

  /** Names of {@code __all__}, if the module has one that can be read. */
  static Optional<Set<String>> exported(String source, SyntaxNode module) {
    return module
        .namedChildren()
        .filter(s -> s.is("expression_statement"))
        .flatMap(SyntaxNode::namedChildren)
        .filter(a -> a.is("assignment"))
        .filter(a -> a.child("left").map(l -> l.text(source).equals("__all__")).orElse(false))
        .flatMap(a -> a.child("right").stream())
        .filter(r -> r.is("list") || r.is("tuple"))
        .map(
            r ->
                r.namedChildren()
                    .filter(s -> s.is("string"))
                    .flatMap(SyntaxNode::namedChildren)
                    .filter(s -> s.is("string_content"))
                    .map(s -> s.text(source))
                    .collect(Collectors.toSet()))
        .findFirst();
  }

  static boolean isPublicName(String name) {
    return !name.startsWith("_") || (name.startsWith("__") && name.endsWith("__"));
  }
}
