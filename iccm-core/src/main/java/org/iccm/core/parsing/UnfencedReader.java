package org.iccm.core.parsing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds code in an answer without fences: Python only, the rest cannot be told from prose. */
final class UnfencedReader {
  private final PathNames names;

  UnfencedReader(PathNames names) {
    this.names = names;
  }

  List<Block> read(List<String> lines) {
    List<Block> found = new ArrayList<>();
    List<String> current = new ArrayList<>();
    List<String> lead = List.of();
    int start = 1;
    for (int i = 0; i < lines.size(); i++) {
      Optional<String> heading = names.alone(lines.get(i)).filter(this::python);
      if (heading.isPresent()) {
        add(found, start, lead, current);
        current = new ArrayList<>();
        lead = List.of(heading.get());
        start = i + 1;
      } else {
        current.add(lines.get(i));
      }
    }
    add(found, start, lead, current);
    return found;
  }

  private void add(List<Block> found, int start, List<String> lead, List<String> lines) {
    if (names.expected().stream().noneMatch(PythonShape::is)) {
      return;
    }
    int first = 0;
    while (first < lines.size() && !PythonShape.code(lines.get(first))) {
      first++;
    }
    int last = first;
    for (int i = first; i < lines.size(); i++) {
      if (!lines.get(i).isBlank() && PythonShape.inside(lines.get(i))) {
        last = i + 1;
      }
    }
    List<String> code = lines.subList(first, Math.max(first, Math.min(last, lines.size())));
    if (PythonShape.defines(code)) {
      found.add(new Block(start + first, "", lead, List.copyOf(code), true));
    }
  }

  private boolean python(String path) {
    return PythonShape.is(path);
  }
}
