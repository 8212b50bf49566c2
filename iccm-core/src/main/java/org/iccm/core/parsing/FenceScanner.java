package org.iccm.core.parsing;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds fenced blocks: backticks or tildes, three or more, indented or not. Not thread-safe. */
final class FenceScanner {
  private static final Pattern FENCE = Pattern.compile("(\\s{0,16})(`{3,}|~{3,})\\s*(.*)");
  private static final Set<String> WRAPPERS = Set.of("markdown", "md");
  private static final int LEAD_LINES = 2;

  private final List<Block> blocks = new ArrayList<>();
  private final List<String> notes;
  private final List<String> prose = new ArrayList<>();
  private boolean unclosed;

  private @Nullable String fence;
  private String info = "";
  private int indent;
  private int start;
  private List<String> lines = new ArrayList<>();

  FenceScanner(List<String> notes) {
    this.notes = notes;
  }

  List<Block> scan(List<String> text) {
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i);
      Matcher m = line.length() <= 1000 ? FENCE.matcher(line) : null;
      boolean isFence = m != null && m.matches() && !m.group(3).contains("`");
      if (fence == null) {
        if (isFence && m != null) {
          open(m, i + 1);
        } else {
          prose.add(line);
        }
      } else if (isFence && m != null && closes(m)) {
        close(true);
      } else if (isFence && m != null && opensAnother(m)) {
        notes.add("line " + (i + 1) + ": a fence opens before the one before it is closed");
        close(true);
        open(m, i + 1);
      } else {
        lines.add(unindent(line));
      }
    }
    if (fence != null) {
      unclosed = true;
      close(false);
    }
    return blocks;
  }

  /** Whether the text ended inside a fence. */
  boolean unclosed() {
    return unclosed;
  }

  private void open(Matcher m, int line) {
    String language = m.group(3).strip().toLowerCase(Locale.ROOT);
    if (WRAPPERS.contains(language)) {
      return; // the answer as a document in a document: look inside
    }
    fence = m.group(2);
    info = m.group(3).strip();
    indent = m.group(1).length();
    start = line;
    lines = new ArrayList<>();
  }

  private boolean closes(Matcher m) {
    return fence != null
        && m.group(3).isEmpty()
        && m.group(2).charAt(0) == fence.charAt(0)
        && m.group(2).length() >= fence.length();
  }

  /** A fence with a language at the same indent: the model forgot to close. */
  private boolean opensAnother(Matcher m) {
    return fence != null
        && !m.group(3).isEmpty()
        && m.group(1).length() == indent
        && m.group(2).equals(fence)
        && !info.isEmpty();
  }

  private void close(boolean closed) {
    List<String> lead = new ArrayList<>();
    for (int i = prose.size() - 1; i >= 0 && lead.size() < LEAD_LINES; i--) {
      if (!prose.get(i).isBlank()) {
        lead.add(prose.get(i).strip());
      }
    }
    blocks.add(new Block(start, info, lead, List.copyOf(lines), closed));
    prose.clear();
    fence = null;
  }

  private String unindent(String line) {
    int n = 0;
    while (n < indent && n < line.length() && line.charAt(n) == ' ') {
      n++;
    }
    return line.substring(n);
  }
}
