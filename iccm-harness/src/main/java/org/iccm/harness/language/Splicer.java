package org.iccm.harness.language;

import java.util.List;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;

/** Puts another text in the place of one unit. */
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
    Definition target = find(original, tree, unit);
    String newline = source.contains("\r\n") ? "\r\n" : "\n";
    String text = replacement(target, unit, replacement, newline);
    String indent = Layout.indentOf(source, target.whole().start());
    String spliced =
        source.substring(0, target.whole().start())
            + Layout.indent(text, parser.parse(text), indent)
            + source.substring(target.whole().end());
    if (!tree.broken() && parser.parse(spliced).broken()) {
      throw fault(unit, "cannot be replaced: the file would not parse any more");
    }
    return new SourceFile(original.path(), spliced);
  }

  private static Definition find(SourceFile file, SyntaxNode tree, UnitId unit) {
    List<Definition> definitions = Definitions.of(file.text(), tree);
    List<UnitId> ids = Definitions.ids(file.path(), file.text(), definitions);
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
      throw fault(unit, "is defined several times: say which, '" + several + "'");
    }
    String all = ids.stream().map(UnitId::name).collect(Collectors.joining(", "));
    throw fault(unit, "is not in the file, which defines: " + (all.isEmpty() ? "nothing" : all));
  }

  /** The new text of the unit alone, checked, not yet indented. */
  private String replacement(Definition target, UnitId unit, String given, String newline) {
    String text =
        given
            .replaceFirst("^\uFEFF", "")
            .replaceFirst("^(?:[ \t]*\r?\n)+", "")
            .stripTrailing()
            .replaceAll("\r\n?|\n", newline);
    text = text.startsWith(" ") || text.startsWith("\t") ? shifted(text) : text;
    SyntaxNode tree = parser.parse(text);
    if (tree.broken()) {
      throw fault(unit, "cannot be replaced: the new text is not valid Python" + near(tree, text));
    }
    List<Definition> defined =
        Definitions.of(text, tree).stream()
            .filter(d -> d.name().equals(target.simpleName()) || d.name().equals(target.name()))
            .filter(d -> (d.kind() == UnitKind.CLASS) == (target.kind() == UnitKind.CLASS))
            .toList();
    if (defined.isEmpty()) {
      String kind = target.kind() == UnitKind.CLASS ? "class " : "function ";
      throw fault(
          unit, "cannot be replaced: the new text defines no " + kind + target.simpleName());
    }
    if (target.kind() != UnitKind.METHOD && !target.name().contains(".")) {
      return text;
    }
    return member(unit, text, tree, one(unit, defined, text));
  }

  private static Definition one(UnitId unit, List<Definition> defined, String text) {
    if (defined.size() == 1) {
      return defined.get(0);
    }
    return defined.stream()
        .filter(d -> unit.name().endsWith(d.simpleName() + d.parameters(text)))
        .findFirst()
        .orElseThrow(() -> fault(unit, "cannot be replaced: the new text defines it twice"));
  }

  /** Inside a class there is no place for anything but the member itself. */
  private static String member(UnitId unit, String text, SyntaxNode tree, Definition d) {
    boolean wrapped = d.name().contains(".");
    boolean more =
        !wrapped
            && tree.namedChildren()
                .anyMatch(s -> s.start() != d.whole().start() && !s.is("comment"));
    if (more) {
      throw fault(unit, "cannot be replaced: the new text holds more than this member");
    }
    return wrapped ? Layout.unindented(text, d.whole()) : text;
  }

  private static String shifted(String text) {
    String indent = Layout.indentOf(text, text.length() - text.stripLeading().length());
    return text.lines()
        .map(l -> l.startsWith(indent) ? l.substring(indent.length()) : l)
        .collect(Collectors.joining(text.contains("\r\n") ? "\r\n" : "\n"));
  }

  private static String near(SyntaxNode tree, String text) {
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

  private static IllegalArgumentException fault(UnitId unit, String what) {
    return new IllegalArgumentException("unit " + unit + " " + what);
  }
}
