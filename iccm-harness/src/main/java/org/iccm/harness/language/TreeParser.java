package org.iccm.harness.language;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.iccm.api.error.ProviderException;
import org.jspecify.annotations.Nullable;
import org.treesitter.TSInputEncoding;
import org.treesitter.TSLanguage;
import org.treesitter.TSNode;
import org.treesitter.TSParser;
import org.treesitter.TSTree;
import org.treesitter.TSTreeCursor;

/**
 * Parses one language. A tree is copied to the Java heap at once, so that no caller touches native
 * memory and hostile nesting meets no recursion. Thread-safe; one text at a time.
 */
abstract class TreeParser {
  /** Longer texts are taken as broken: a model's answer or a source file is far below. */
  static final int MAX_CHARS = 2_000_000;

  /** Compilers refuse far less; what is deeper is cut off and counts as broken. */
  static final int MAX_DEPTH = 500;

  private static final int CHUNK = 1 << 15;
  private static final int KEPT = 32;
  private static final int MAX_KEPT_CHARS = 50_000;
  private final String language;
  private final String root;
  private final Supplier<TSLanguage> grammar;
  private final Path natives;

  /** The same files are asked for again and again; in order of use. */
  private final Map<String, SyntaxNode> recent =
      new LinkedHashMap<>(16, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SyntaxNode> eldest) {
          return size() > KEPT;
        }
      };

  private @Nullable TSParser parser;

  /**
   * Loads nothing yet.
   *
   * @param language its name
   * @param root what the grammar calls a whole file
   * @param grammar its grammar
   * @param natives where the native libraries may be kept
   */
  TreeParser(String language, String root, Supplier<TSLanguage> grammar, Path natives) {
    this.language = language;
    this.root = root;
    this.grammar = grammar;
    this.natives = natives;
  }

  /** What the grammar accepts and the language does not. */
  abstract boolean refused(String type, List<SyntaxNode> children);

  /**
   * Parses a text.
   *
   * @param text any text
   * @return its tree; a broken and empty root for one that is too long
   */
  synchronized SyntaxNode parse(String text) {
    if (text.length() > MAX_CHARS) {
      return new SyntaxNode(root, true, "", 0, text.length(), true, List.of());
    }
    SyntaxNode known = recent.get(text);
    if (known != null) {
      return known;
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
    SyntaxNode whole = new Copy(tree, text, new CharOffsets(text, bom, bytes.length)).copy();
    Reference.reachabilityFence(tree);
    if (text.length() <= MAX_KEPT_CHARS) {
      recent.put(text, whole);
    }
    return whole;
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
        p = loaded();
      } catch (RuntimeException | LinkageError e) {
        throw new ProviderException(
            language,
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

  /**
   * Loads the native library in a thread that nobody interrupts: an interrupt while the library is
   * unpacked would leave its class unusable for the rest of the process.
   */
  private TSParser loaded() {
    FutureTask<TSParser> load =
        new FutureTask<>(
            () -> {
              TSParser p = new TSParser();
              p.setLanguage(grammar.get());
              return p;
            });
    Thread thread = new Thread(load, "iccm-tree-sitter");
    thread.setDaemon(true);
    thread.start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return load.get();
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** What all nodes of one kind have in common. */
  private record Kind(String type, boolean named) {}

  private static final class Frame {
    final Kind kind;
    final String field;
    final int start;
    final int end;
    final List<SyntaxNode> children = new ArrayList<>();
    boolean broken;

    Frame(Kind kind, String field, int start, int end, boolean broken) {
      this.kind = kind;
      this.field = field;
      this.start = start;
      this.end = end;
      this.broken = broken;
    }
  }

  /** Copies one tree; asks the native side as little as possible. */
  private final class Copy {
    private final String text;
    private final CharOffsets offsets;
    private final Map<Integer, Kind> kinds = new HashMap<>();
    private final Map<Integer, String> fields = new HashMap<>();
    private final TSNode root;
    private final TSTreeCursor cursor;
    private final boolean errors;

    Copy(TSTree tree, String text, CharOffsets offsets) {
      this.text = text;
      this.offsets = offsets;
      this.root = tree.getRootNode();
      this.cursor = new TSTreeCursor(root);
      this.errors = root.hasError();
    }

    SyntaxNode copy() {
      Deque<Frame> open = new ArrayDeque<>();
      Frame module = frame(root, "");
      open.push(new Frame(module.kind, "", offsets.at(0), module.end, module.broken));
      boolean down = true;
      while (true) {
        if (down && cursor.gotoFirstChild()) {
          if (open.size() <= MAX_DEPTH) {
            open.push(frame(cursor.currentNode(), field()));
            continue;
          }
          open.element().broken = true;
          cursor.gotoParent();
        }
        SyntaxNode finished = finish(open.pop());
        if (open.isEmpty()) {
          return finished;
        }
        Frame parent = open.element();
        parent.children.add(finished);
        parent.broken |= finished.broken();
        down = cursor.gotoNextSibling();
        if (down) {
          open.push(frame(cursor.currentNode(), field()));
        } else {
          cursor.gotoParent();
        }
      }
    }

    private String field() {
      return fields.computeIfAbsent(
          cursor.currentFieldId(),
          id -> {
            String name = id == 0 ? null : cursor.currentFieldName();
            return name == null ? "" : name;
          });
    }

    private Frame frame(TSNode node, String field) {
      Kind kind =
          kinds.computeIfAbsent(node.getSymbol(), s -> new Kind(node.getType(), node.isNamed()));
      int start = offsets.at(node.getStartByte());
      int end = offsets.at(node.getEndByte());
      // a comment, and so what ends with one, takes the first half of CR LF with it
      while (end > start && text.charAt(end - 1) == '\r' && text.startsWith("\n", end)) {
        end--;
      }
      boolean broken = errors && (node.isError() || node.isMissing());
      return new Frame(kind, field, start, end, broken);
    }
  }

  private SyntaxNode finish(Frame f) {
    boolean broken = f.broken || (f.kind.named && refused(f.kind.type, f.children));
    return new SyntaxNode(
        f.kind.type, f.kind.named, f.field, f.start, f.end, broken, List.copyOf(f.children));
  }
}
