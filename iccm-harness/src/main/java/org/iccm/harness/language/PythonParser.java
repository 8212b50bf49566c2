package org.iccm.harness.language;

import java.nio.file.Path;
import java.util.List;
import org.treesitter.TreeSitterPython;

/** Parses Python. Thread-safe; one text at a time. */
final class PythonParser extends TreeParser {
  /**
   * Loads nothing yet.
   *
   * @param natives where the native libraries may be kept
   */
  PythonParser(Path natives) {
    super("python", "module", TreeSitterPython::new, natives);
  }

  @Override
  boolean refused(String type, List<SyntaxNode> children) {
    return switch (type) {
      case "print_statement", "exec_statement" -> true;
      // a text that was cut after a colon ends like this
      case "block" -> children.stream().noneMatch(c -> c.named() && !c.isComment());
      default -> false;
    };
  }
}
