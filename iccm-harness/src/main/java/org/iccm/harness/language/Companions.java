package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What stands beside a unit in a new text. An import that the file has already is left out. Other
 * imports, functions, classes and constants may come along if nothing else in the file mentions
 * their names, so that no other unit can notice. All else would change more than the unit.
 *
 * @param kept statements that come along
 * @param redundant imports that the file has already
 * @param faults what cannot come along, and why
 */
record Companions(List<SyntaxNode> kept, List<SyntaxNode> redundant, List<String> faults) {

  /**
   * Looks at a new text.
   *
   * @param text the text
   * @param tree its tree
   * @param unit the unit, with its decorators, somewhere in it
   * @param source the file's text
   * @param file its tree
   */
  static Companions of(
      String text, SyntaxNode tree, SyntaxNode unit, String source, SyntaxNode file) {
    Companions found = new Companions(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    Map<String, String> imported = new TreeMap<>();
    file.children().forEach(s -> imports(s, source, imported));
    Set<String> mentioned = new HashSet<>();
    file.children().stream()
        .filter(s -> !definesSame(s, source, unit, text))
        .forEach(s -> mentions(s, source, mentioned));
    for (SyntaxNode statement : tree.children()) {
      boolean own = statement.start() <= unit.start() && unit.end() <= statement.end();
      if (!own && !statement.is("comment") && statement.named()) {
        found.add(statement, text, imported, mentioned);
      }
    }
    return found;
  }

  private void add(
      SyntaxNode statement, String text, Map<String, String> imported, Set<String> mentioned) {
    String place = "line " + new Lines(text).of(statement.start()) + " of the new text ";
    Map<String, String> names = new TreeMap<>();
    imports(statement, text, names);
    if (!names.isEmpty()) {
      if (imported.entrySet().containsAll(names.entrySet())) {
        redundant.add(statement);
        return;
      }
      names.entrySet().removeAll(imported.entrySet());
    } else {
      bound(statement, text).forEach(n -> names.put(n, n));
    }
    if (names.isEmpty()) {
      faults.add(place + "would run when the file is imported: leave it out");
    } else if (names.containsKey("*")) {
      faults.add(place + "imports names that are not told: name them");
    } else if (statement.is("future_import_statement")) {
      faults.add(place + "changes how the whole file is read: leave it out");
    }
    for (String name : names.keySet()) {
      if (mentioned.contains(name)) {
        faults.add(place + "defines " + name + ", which other code of the file uses: rename it");
      }
    }
    kept.add(statement);
  }

  /** A text without its redundant imports. */
  String without(String text) {
    StringBuilder out = new StringBuilder(text);
    for (int i = redundant.size() - 1; i >= 0; i--) {
      int end = redundant.get(i).end();
      while (end < text.length() && " \t;".indexOf(text.charAt(end)) >= 0) {
        end++;
      }
      while (end < text.length() && (text.charAt(end) == '\r' || text.charAt(end) == '\n')) {
        end++;
      }
      out.delete(redundant.get(i).start(), end);
    }
    return out.toString();
  }

  private static boolean definesSame(
      SyntaxNode statement, String source, SyntaxNode unit, String text) {
    String name = name(statement, source);
    return !name.isEmpty() && name.equals(name(unit, text));
  }

  /** Name of a function or class, empty for other statements. */
  private static String name(SyntaxNode statement, String source) {
    SyntaxNode definition =
        statement.is("decorated_definition")
            ? statement.child("definition").orElse(statement)
            : statement;
    return definition.is("function_definition") || definition.is("class_definition")
        ? definition.child("name").map(n -> n.text(source)).orElse("")
        : "";
  }

  private static List<String> bound(SyntaxNode statement, String text) {
    String name = name(statement, text);
    if (!name.isEmpty()) {
      return List.of(name);
    }
    if (!statement.is("expression_statement") || statement.children().size() != 1) {
      return List.of();
    }
    SyntaxNode assignment = statement.children().get(0);
    return assignment.is("assignment")
        ? assignment.child("left").filter(l -> l.is("identifier")).map(l -> l.text(text)).stream()
            .toList()
        : List.of();
  }

  /** Names that an import binds, each with what it stands for. */
  private static void imports(SyntaxNode statement, String source, Map<String, String> into) {
    boolean future = statement.is("future_import_statement");
    if (!future && !statement.is("import_statement") && !statement.is("import_from_statement")) {
      return;
    }
    String module =
        future
            ? "__future__:"
            : statement.child("module_name").map(m -> OneLine.of(source, m) + ":").orElse("");
    for (SyntaxNode child : statement.children()) {
      if (child.is("wildcard_import")) {
        into.put("*", module);
      } else if (child.field().equals("name")) {
        SyntaxNode what = child.child("name").filter(n -> child.is("aliased_import")).orElse(child);
        String path = OneLine.of(source, what);
        String alias = child.child("alias").map(a -> a.text(source)).orElse("");
        // "import a.b" binds a
        String name = module.isEmpty() ? path.replaceFirst("\\..*", "") : path;
        into.put(alias.isEmpty() ? name : alias, module + path);
      }
    }
  }

  /** Identifiers that may stand for a global name. */
  private static void mentions(SyntaxNode node, String source, Set<String> into) {
    if (node.is("identifier")) {
      into.add(node.text(source));
    }
    for (SyntaxNode child : node.children()) {
      boolean keyword = node.is("keyword_argument") && child.field().equals("name");
      if (!keyword && !child.field().equals("attribute")) {
        mentions(child, source, into);
      }
    }
  }
}
