package org.iccm.examples.laboratory;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Arguments of a call: longs, strings, lists, maps; and the number that is added, if given. */
record LabInput(List<Object> arguments, OptionalLong extra) {
  /** As Python writes them between brackets. */
  String python() {
    String given = arguments.stream().map(Literals::python).collect(Collectors.joining(", "));
    return extra.isEmpty() ? given : given + ", " + extra.getAsLong();
  }
}
