package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;

/**
 * Puts another text in the place of one unit of a Java file, and proves on the syntax trees that
 * nothing else has changed. The text is the unit alone, the unit in its class, or a whole file of
 * which only the unit is taken. Imports may come along if no other code of the file mentions their
 * names.
 */
final class JavaSplicer {
  private static final Pattern HEADS =
      Pattern.compile("\\A(?:\\s*(?:package|import)\\s[^;{}()]*;)+");

  private final JavaParser parser;

  JavaSplicer(JavaParser parser) {
    this.parser = parser;
  }

  SourceFile splice(SourceFile original, UnitId unit, String replacement) {
    if (!unit.path().equals(original.path())) {
      throw Splicer.fault(unit, "is of another file than " + original.path());
    }
    String source = original.text();
    SyntaxNode tree = parser.parse(source);
    List<Definition> definitions = JavaDefinitions.of(source, tree);
    Definition target =
        Definitions.find(
            unit, definitions, JavaDefinitions.ids(original.path(), source, definitions));
    Given given = given(unit, target, source, cleaned(source, replacement));
    String alone = Layout.unindented(given.text, given.unit);
    String indent = Layout.indentOf(source, target.whole().start());
    String spliced =
        source.substring(0, target.whole().start())
            + Layout.indent(alone, parser.parse(alone), indent)
            + source.substring(target.whole().end());
    SyntaxNode after = parser.parse(spliced);
    if (!tree.broken() && after.broken()) {
      throw Splicer.fault(unit, "cannot be replaced: the file would not parse any more");
    }
    SyntaxNode one =
        new SyntaxNode("program", true, "", 0, alone.length(), false, List.of(given.unit));
    if (!new SpliceProof(source, tree, spliced, after).differsIn(target.whole(), one)) {
      throw Splicer.fault(unit, "cannot be replaced: code outside of it would change its meaning");
    }
    List<String> imports = newImports(unit, target, source, tree, given);
    return new SourceFile(original.path(), imports.isEmpty() ? spliced : with(imports, spliced));
  }

  private static String cleaned(String source, String replacement) {
    String newline = source.contains("\r\n") ? "\r\n" : "\n";
    String text =
        replacement
            .replaceFirst("^\uFEFF", "")
            .replaceFirst("^(?:[ \t]*(?:\r\n|\r|\n))+", "")
            .stripTrailing()
            .replaceAll("\r\n?|\n", newline);
    return text.startsWith(" ") || text.startsWith("\t") ? Splicer.shifted(text) : text;
  }

  /**
   * The new text, read.
   *
   * @param text the unit's text with what surrounds it
   * @param unit the unit in it
   * @param imports what is imported before it
   */
  private record Given(String text, SyntaxNode unit, List<SyntaxNode> imports) {}

  private Given given(UnitId unit, Definition target, String source, String text) {
    if (parser.isFile(text)) {
      return inFile(unit, target, source, text);
    }
    Matcher heads = HEADS.matcher(text);
    String before = heads.lookingAt() ? heads.group() : "";
    String owner = target.name().replaceFirst("\\.?[^.]+$", "");
    String type = owner.isEmpty() ? "X" : owner.substring(owner.lastIndexOf('.') + 1);
    String wrapped = before + "\nclass " + type + " {\n" + text.substring(before.length()) + "\n}";
    SyntaxNode tree = parser.parse(wrapped);
    // more than one class: the text has ended the one around it
    boolean one = tree.children().stream().filter(c -> c.is("class_declaration")).count() == 1;
    if (!one || !parser.isFile(wrapped)) {
      throw Splicer.fault(
          unit,
          "cannot be replaced: the new text is not valid Java"
              + (tree.broken() ? Splicer.near(parser.parse(text), text) : ""));
    }
    List<SyntaxNode> members =
        tree.children().stream()
            .filter(c -> c.is("class_declaration"))
            .flatMap(c -> c.child("body").stream())
            .flatMap(SyntaxNode::namedChildren)
            .filter(c -> !c.isComment())
            .toList();
    List<SyntaxNode> meant =
        members.stream().filter(m -> matches(m, target, wrapped, source)).toList();
    if (meant.isEmpty()) {
      throw defines(unit, target, "no");
    }
    if (members.size() > 1) {
      throw Splicer.fault(
          unit,
          "cannot be replaced: the new text holds more than this member: put what it needs inside");
    }
    return new Given(wrapped, meant.get(0), imports(tree));
  }

  private Given inFile(UnitId unit, Definition target, String source, String text) {
    SyntaxNode tree = parser.parse(text);
    List<Definition> defined =
        JavaDefinitions.of(text, tree).stream()
            .filter(d -> target.name().equals(d.name()) || target.name().endsWith("." + d.name()))
            .filter(d -> matches(d.node(), target, text, source))
            .toList();
    List<Definition> same =
        defined.stream()
            .filter(
                d -> JavaDefinitions.types(text, d).equals(JavaDefinitions.types(source, target)))
            .toList();
    List<Definition> meant = defined.size() > 1 ? same : defined;
    if (meant.size() != 1) {
      throw defines(unit, target, defined.isEmpty() ? "no" : "several times, a");
    }
    boolean alone =
        tree.children().stream()
            .noneMatch(c -> JavaDefinitions.TYPES.contains(c.type()) && c != meant.get(0).node());
    if (target.kind() == UnitKind.CLASS && !meant.get(0).name().contains(".") && !alone) {
      throw Splicer.fault(
          unit, "cannot be replaced: the new text holds more than this class: put it inside");
    }
    return new Given(text, meant.get(0).node(), imports(tree));
  }

  private static IllegalArgumentException defines(UnitId unit, Definition target, String how) {
    String kind = target.kind() == UnitKind.CLASS ? " class " : " method ";
    return Splicer.fault(
        unit, "cannot be replaced: the new text defines " + how + kind + target.simpleName());
  }

  private static boolean matches(SyntaxNode node, Definition target, String text, String source) {
    boolean type = JavaDefinitions.TYPES.contains(node.type());
    boolean constructor = node.type().endsWith("constructor_declaration");
    boolean wanted = target.node().type().endsWith("constructor_declaration");
    return type == (target.kind() == UnitKind.CLASS)
        && constructor == wanted
        && (type || JavaDefinitions.MEMBERS.contains(node.type()))
        && node.child("name").map(n -> n.text(text)).orElse("").equals(target.simpleName());
  }

  private static List<SyntaxNode> imports(SyntaxNode tree) {
    return tree.children().stream().filter(c -> c.is("import_declaration")).toList();
  }

  private List<String> newImports(
      UnitId unit, Definition target, String source, SyntaxNode tree, Given given) {
    Map<String, String> known = new LinkedHashMap<>();
    imports(tree).forEach(i -> known.put(OneLine.of(source, i), simple(OneLine.of(source, i))));
    List<String> added = new ArrayList<>();
    for (SyntaxNode node : given.imports) {
      String text = OneLine.of(given.text, node);
      if (known.containsKey(text) || added.contains(text)) {
        continue;
      }
      String name = simple(text);
      if (name.equals("*")) {
        throw Splicer.fault(
            unit, "cannot be replaced: '" + text + "' imports names that are not told: name them");
      }
      if (known.containsValue(name) || mentions(tree, target.whole(), source, name)) {
        throw Splicer.fault(
            unit, "cannot be replaced: '" + text + "' changes what " + name + " is for other code");
      }
      added.add(text);
    }
    return added;
  }

  private static String simple(String declaration) {
    return declaration.replaceFirst("(?s).*\\.", "").replaceFirst(";$", "").strip();
  }

  private static boolean mentions(SyntaxNode node, SyntaxNode except, String source, String name) {
    if (node == except || node.is("import_declaration") || node.is("package_declaration")) {
      return false;
    }
    if (node.is("identifier") || node.is("type_identifier")) {
      return node.text(source).equals(name);
    }
    return node.children().stream().anyMatch(c -> mentions(c, except, source, name));
  }

  /** Behind the imports that are there, else behind the package, else first. */
  private String with(List<String> imports, String source) {
    String newline = source.contains("\r\n") ? "\r\n" : "\n";
    int at = 0;
    for (SyntaxNode child : parser.parse(source).children()) {
      if (child.is("import_declaration") || child.is("package_declaration")) {
        at = child.end();
      }
    }
    String lines = String.join(newline, imports);
    return at == 0
        ? lines + newline + source
        : source.substring(0, at) + newline + lines + source.substring(at);
  }
}
