package org.iccm.harness.language;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ProviderException;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;
import org.treesitter.TreeSitterPython;

/**
 * Parses Python. A tree is copied to the Java heap at once, so that no caller touches native memory
 * and hostile nesting meets no recursion. Thread-safe; one text at a time.
 */
final class PythonParser {
  /** Longer texts are taken as not Python: a model's answer or a source file is far below. */
  static final int MAX_CHARS = 2_000_000;

  /** Python itself refuses far less; what is deeper is cut off and counts as broken. */
  static final int MAX_DEPTH = 500;

  private static final int CHUNK = 1 << 15;
  private final Path natives;
  private @Nullable TSParser parser;

  /**
   * Loads nothing yet.
   *
   * @param natives where the native libraries may be kept
   */
  PythonParser(Path natives) {
    this.natives = natives;
  }

  /**
   * Parses a text.
   *
   * @param text any text
   * @return its tree; a broken and empty module for one that is too long
   */
  synchronized SyntaxNode parse(String text) {
    if (text.length() > MAX_CHARS) {
      return new SyntaxNode("module", true, "", 0, text.length(), true, List.of());
    }
    int bom = text.startsWith("\uFEFF") ? 1 : 0;
    byte[] bytes = text.substring(bom).getBytes(StandardCharsets.UTF_8);
    TSTree tree =
        parser()
            .parse(
                new byte[CHUNK],
                null,
                (buffer, offset, position) -> {
                  int n = Math.max(0, Math.min(buffer.length, bytes.length - offset));
                  System.arraycopy(bytes, Math.min(offset, bytes.length), buffer, 0, n);
                  return n;
                },
                TSInputEncoding.TSInputEncodingUTF8);
    SyntaxNode root = copy(tree, text, new CharOffsets(text, bom, bytes.length));
    Reference.reachabilityFence(tree);
    return root;
  }

  private TSParser parser() {
    TSParser p = parser;
    if (p == null) {
      try {
        // the library's own default is one unversioned file in the user's home, which two programs
        // with different versions would overwrite under each other
        if (System.getProperty("tree-sitter-lib") == null) {
          System.setProperty("tree-sitter-lib", natives.resolve("tree-sitter-0.25").toString());
        }
        p = new TSParser();
        p.setLanguage(new TreeSitterPython());
      } catch (RuntimeException | LinkageError e) {
        throw new ProviderException(
            "python",
            "tree-sitter cannot be loaded on "
                + System.getProperty("os.name")
                + " "
                + System.getProperty("os.arch")
                + ": it has natives for Linux and macOS on x86-64 and aarch64 and for Windows on"
                + " x86-64; system property tree-sitter-lib names a writable directory for them",
            e);
      }
      parser = p;
    }
    return p;
  }

  private static final class Frame {
    final TSNode node;
    final String field;
    final int start;
    final List<SyntaxNode> children = new ArrayList<>();
    boolean broken;

    Frame(TSNode node, @Nullable String field, int start) {
      this.node = node;
      this.field = field == null ? "" : field;
      this.start = start;
      this.broken = node.isError() || node.isMissing();
    }
  }

  private static SyntaxNode copy(TSTree tree, String text, CharOffsets offsets) {
    Map<Integer, String> names = new HashMap<>();
    TSNode root = tree.getRootNode();
    TSTreeCursor cursor = new TSTreeCursor(root);
    Deque<Frame> open = new ArrayDeque<>();
    open.push(new Frame(root, null, offsets.at(0)));
    int cut = 0;
    while (true) {
      Frame top = open.element();
      if (cut == 0 && cursor.gotoFirstChild()) {
        if (open.size() > MAX_DEPTH) {
          top.broken = true;
          cursor.gotoParent();
        } else {
          TSNode node = cursor.currentNode();
          String field = cursor.currentFieldName();
          open.push(new Frame(node, field, offsets.at(node.getStartByte())));
          continue;
        }
      }
      cut = 0;
      Frame done = open.pop();
      SyntaxNode finished = finish(done, names, text, offsets);
      if (open.isEmpty()) {
        return finished;
      }
      open.element().children.add(finished);
      open.element().broken |= finished.broken();
      if (cursor.gotoNextSibling()) {
        TSNode node = cursor.currentNode();
        String field = cursor.currentFieldName();
        open.push(new Frame(node, field, offsets.at(node.getStartByte())));
      } else {
        cursor.gotoParent();
        cut = 1;
      }
    }
  }

  private static SyntaxNode finish(
      Frame f, Map<Integer, String> names, String text, CharOffsets offsets) {
    String type = names.computeIfAbsent(f.node.getSymbol(), s -> f.node.getType());
    boolean named = f.node.isNamed();
    boolean broken = f.broken || (named && refused(type, f.children));
    int end = offsets.at(f.node.getEndByte());
    // a comment, and so what ends with one, takes the first half of CR LF with it
    while (end > f.start && text.charAt(end - 1) == '\r' && text.startsWith("\n", end)) {
      end--;
    }
    return new SyntaxNode(type, named, f.field, f.start, end, broken, List.copyOf(f.children));
  }

  /** What the grammar accepts and Python 3 does not. */
  private static boolean refused(String type, List<SyntaxNode> children) {
    return switch (type) {
      case "print_statement", "exec_statement" -> true;
      // a text that was cut after a colon ends like this
      case "block" -> children.stream().noneMatch(c -> c.named() && !c.is("comment"));
      default -> false;
    };
  }
}
