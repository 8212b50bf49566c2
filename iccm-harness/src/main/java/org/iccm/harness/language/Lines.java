package org.iccm.harness.language;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Line numbers of a text, from 1; a line ends with LF, CR LF or CR. */
final class Lines {
  private final List<Integer> starts = new ArrayList<>();

  Lines(String text) {
    starts.add(0);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\n' || (c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n'))) {
        starts.add(i + 1);
      }
    }
  }

  int of(int offset) {
    int found = Collections.binarySearch(starts, offset);
    return found >= 0 ? found + 1 : -found - 1;
  }
}
