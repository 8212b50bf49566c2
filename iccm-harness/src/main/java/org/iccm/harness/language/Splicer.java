package org.iccm.harness.language;

import java.util.List;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;

/**
 * Puts another text in the place of one unit, and proves on the syntax trees that nothing else has
 * changed.
 */
final class Splicer {
  private final PythonParser parser;

  Splicer(PythonParser parser) {
    this.parser = parser;
  }

  SourceFile splice(SourceFile original, UnitId unit, String replacement) {
    if (!unit.path().equals(original.path())) {
      throw fault(unit, "is of another file than " + original.path());
    }
    String source = original.text();
    SyntaxNode tree = parser.parse(source);
    List<Definition> definitions = Definitions.of(source, tree);
    Definition target =
        Definitions.find(unit, definitions, Definitions.ids(original.path(), source, definitions));
    String newline = source.contains("\r\n") ? "\r\n" : "\n";
    String text = replacement(new Original(source, tree, target), unit, replacement, newline);
    String indent = Layout.indentOf(source, target.whole().start());
    String spliced =
        source.substring(0, target.whole().start())
            + Layout.indent(text, parser.parse(text), indent)
            + source.substring(target.whole().end());
    SyntaxNode after = parser.parse(spliced);
    if (!tree.broken() && after.broken()) {
      throw fault(unit, "cannot be replaced: the file would not parse any more");
    }
    if (!new SpliceProof(source, tree, spliced, after)
        .differsIn(target.whole(), parser.parse(text))) {
      throw fault(unit, "cannot be replaced: code outside of it would change its meaning");
    }
    return new SourceFile(original.path(), spliced);
  }

  /** The file as it was. */
  private record Original(String source, SyntaxNode tree, Definition target) {
    boolean atTop() {
      return tree.children().stream().anyMatch(c -> c == target.whole());
    }
  }

  /** The new text, checked, not yet indented. */
  private String replacement(Original original, UnitId unit, String given, String newline) {
    Definition target = original.target;
    String text =
        given
            .replaceFirst("^\uFEFF", "")
            .replaceFirst("^(?:[ \t]*(?:\r\n|\r|\n))+", "")
            .stripTrailing()
            .replaceAll("\r\n?|\n", newline);
    text = text.startsWith(" ") || text.startsWith("\t") ? shifted(text) : text;
    // either would reach into what follows
    if (text.endsWith("\\") || text.indexOf('\0') >= 0) {
      throw fault(unit, "cannot be replaced: the new text ends with '\\' or holds a zero byte");
    }
    SyntaxNode tree = parser.parse(text);
    if (tree.broken()) {
      throw fault(unit, "cannot be replaced: the new text is not valid Python" + near(tree, text));
    }
    Definition d = one(unit, target, text, tree);
    Companions companions = Companions.of(text, tree, d.whole(), original.source, original.tree);
    if (!companions.faults().isEmpty()) {
      throw fault(unit, "cannot be replaced: " + companions.faults().get(0));
    }
    if (original.atTop()) {
      return companions.without(text).stripTrailing();
    }
    // inside a class there is no place for anything but the member itself
    if (!companions.kept().isEmpty()) {
      throw fault(
          unit,
          "cannot be replaced: the new text holds more than this member, line "
              + new Lines(text).of(companions.kept().get(0).start())
              + ": put what it needs inside");
    }
    return Layout.unindented(text, d.whole());
  }

  /** The definition that is meant: alone at the top, or in the classes that the target is in. */
  private static Definition one(UnitId unit, Definition target, String text, SyntaxNode tree) {
    String kind = target.kind() == UnitKind.CLASS ? "class " : "function ";
    List<Definition> defined =
        Definitions.of(text, tree).stream()
            .filter(d -> d.name().equals(target.simpleName()) || d.name().equals(target.name()))
            .filter(d -> (d.kind() == UnitKind.CLASS) == (target.kind() == UnitKind.CLASS))
            .toList();
    if (defined.isEmpty()) {
      throw fault(
          unit, "cannot be replaced: the new text defines no " + kind + target.simpleName());
    }
    boolean wrapped = defined.get(0).name().contains(".");
    List<Definition> meant =
        wrapped && defined.size() > 1
            ? defined.stream()
                .filter(d -> unit.name().endsWith(d.simpleName() + d.parameters(text)))
                .toList()
            : defined;
    if (meant.size() != 1) {
      throw fault(
          unit,
          "cannot be replaced: the new text defines it "
              + (meant.isEmpty() ? "with other parameters only" : "several times")
              + ": give it once");
    }
    Definition d = meant.get(0);
    if (!wrapped && tree.children().stream().noneMatch(c -> c == d.whole())) {
      throw fault(
          unit, "cannot be replaced: the new text defines it inside another statement only");
    }
    return d;
  }

  static String shifted(String text) {
    String indent = Layout.indentOf(text, text.length() - text.stripLeading().length());
    return text.lines()
        .map(l -> l.startsWith(indent) ? l.substring(indent.length()) : l)
        .collect(Collectors.joining(text.contains("\r\n") ? "\r\n" : "\n"));
  }

  static String near(SyntaxNode tree, String text) {
    SyntaxNode node = tree;
    while (true) {
      SyntaxNode next =
          node.children().stream().filter(SyntaxNode::broken).findFirst().orElse(null);
      if (next == null) {
        return " near line " + new Lines(text).of(node.start());
      }
      node = next;
    }
  }

  static IllegalArgumentException fault(UnitId unit, String what) {
    return new IllegalArgumentException("unit " + unit + " " + what);
  }
}
