package org.iccm.harness.language;

import java.util.List;

/**
 * Compares the trees of a file before and after a splice: all nodes but the named one must be there
 * again, with the same kinds and the same text. Comments are left out: the grammar gives those
 * between two definitions now to one, now to the other.
 */
final class SpliceProof {
  private final String source;
  private final SyntaxNode before;
  private final String spliced;
  private final SyntaxNode after;

  SpliceProof(String source, SyntaxNode before, String spliced, SyntaxNode after) {
    this.source = source;
    this.before = before;
    this.spliced = spliced;
    this.after = after;
  }

  /**
   * Whether one node alone differs.
   *
   * @param target the node, in the tree before
   * @param replacement tree of what has taken its place: the unit and its companions
   * @return true if it does
   */
  boolean differsIn(SyntaxNode target, SyntaxNode replacement) {
    int statements = code(replacement).size();
    return statements > 0 && differs(before, after, target, statements);
  }

  private boolean differs(SyntaxNode old, SyntaxNode now, SyntaxNode target, int statements) {
    List<SyntaxNode> olds = code(old);
    List<SyntaxNode> nows = code(now);
    int at = 0;
    while (at < olds.size() && !holds(olds.get(at), target)) {
      at++;
    }
    if (at == olds.size() || !alike(old, now)) {
      return false;
    }
    boolean found = olds.get(at) == target;
    int more = found ? statements - 1 : 0;
    if (nows.size() != olds.size() + more) {
      return false;
    }
    for (int i = 0; i < olds.size(); i++) {
      if (i != at && !same(olds.get(i), nows.get(i < at ? i : i + more))) {
        return false;
      }
    }
    return found
        ? nows.subList(at, at + statements).stream().noneMatch(SyntaxNode::broken)
        : differs(olds.get(at), nows.get(at), target, statements);
  }

  private static boolean holds(SyntaxNode node, SyntaxNode target) {
    return node == target || (node.start() <= target.start() && target.end() <= node.end());
  }

  private boolean same(SyntaxNode old, SyntaxNode now) {
    List<SyntaxNode> olds = code(old);
    List<SyntaxNode> nows = code(now);
    if (!alike(old, now) || olds.size() != nows.size()) {
      return false;
    }
    if (olds.isEmpty()) {
      return old.text(source).equals(now.text(spliced));
    }
    for (int i = 0; i < olds.size(); i++) {
      if (!same(olds.get(i), nows.get(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean alike(SyntaxNode old, SyntaxNode now) {
    return old.type().equals(now.type())
        && old.named() == now.named()
        && old.field().equals(now.field());
  }

  private static List<SyntaxNode> code(SyntaxNode node) {
    return node.children().stream().filter(c -> !c.isComment()).toList();
  }
}
