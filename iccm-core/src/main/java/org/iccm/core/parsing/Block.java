package org.iccm.core.parsing;

import java.util.List;

/**
 * A piece of an answer that may be a file.
 *
 * @param line where it begins, from 1
 * @param info what stands behind the opening fence
 * @param lead the last lines of prose before it, nearest first
 * @param lines its lines
 * @param closed whether its fence is closed
 */
record Block(int line, String info, List<String> lead, List<String> lines, boolean closed) {
  String text() {
    return String.join("\n", lines).stripTrailing() + "\n";
  }

  boolean blank() {
    return lines.stream().allMatch(String::isBlank);
  }
}
