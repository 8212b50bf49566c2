package org.iccm.harness.language;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.treesitter.TreeSitterJava;

/** Parses Java. Thread-safe; one text at a time. */
final class JavaParser extends TreeParser {
  /** What may stand at the top of a file. */
  private static final Set<String> TOP =
      Set.of(
          "package_declaration",
          "import_declaration",
          "module_declaration",
          "class_declaration",
          "interface_declaration",
          "enum_declaration",
          "record_declaration",
          "annotation_type_declaration",
          ";");

  /**
   * Loads nothing yet.
   *
   * @param natives where the native libraries may be kept
   */
  JavaParser(Path natives) {
    super("java", "program", TreeSitterJava::new, natives);
  }

  @Override
  boolean refused(String type, List<SyntaxNode> children) {
    return false;
  }

  /** Whether a text is a whole file: the grammar also takes statements and methods alone. */
  boolean isFile(String text) {
    SyntaxNode tree = parse(text);
    return !tree.broken()
        && tree.children().stream().allMatch(c -> c.isComment() || TOP.contains(c.type()));
  }
}
