package org.iccm.examples.laboratory;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as Python writes them. */
final class Literals {
  private Literals() {}

  /** A long, a string, a list, a tuple or a map of such. */
  static String python(Object value) {
    if (value instanceof String s) {
      return quoted(s);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Literals::python).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Tuple tuple) {
      String inner =
          tuple.values().stream().map(Literals::python).collect(Collectors.joining(", "));
      return tuple.values().size() == 1 ? "(" + inner + ",)" : "(" + inner + ")";
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(e -> python(e.getKey()) + ": " + python(e.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    return value.toString();
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
