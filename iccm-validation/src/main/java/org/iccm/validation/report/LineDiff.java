package org.iccm.validation.report;

import com.github.difflib.DiffUtils;
import com.github.difflib.patch.AbstractDelta;
import java.util.List;

/** Line differences between an original and what a model rebuilt. */
final class LineDiff {
  /** Past this many lines on a side a diff is not computed: its time grows with the product. */
  private static final int MOST_LINES = 4_000;

  /** Lines {@code [from, to)} of each side that differ. */
  record Hunk(int originalFrom, int originalTo, int rebuiltFrom, int rebuiltTo) {}

  private LineDiff() {}

  static List<Hunk> of(String original, String rebuilt) {
    List<String> a = lines(original);
    List<String> b = lines(rebuilt);
    if (a.size() > MOST_LINES || b.size() > MOST_LINES) {
      return a.equals(b) ? List.of() : List.of(new Hunk(0, a.size(), 0, b.size()));
    }
    return DiffUtils.diff(a, b).getDeltas().stream().map(LineDiff::hunk).toList();
  }

  private static Hunk hunk(AbstractDelta<String> delta) {
    int a = delta.getSource().getPosition();
    int b = delta.getTarget().getPosition();
    return new Hunk(a, a + delta.getSource().size(), b, b + delta.getTarget().size());
  }

  /** As the page's script splits them: a last empty line is none, trailing blanks do not count. */
  static List<String> lines(String text) {
    return text.lines().map(String::stripTrailing).toList();
  }
}
