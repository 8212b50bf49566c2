package org.iccm.examples.laboratory;

import java.util.List;

/** A tuple of Python, among longs, strings, lists and maps. */
record Tuple(List<Object> values) {
  Tuple(List<Object> values) {
    this.values = List.copyOf(values);
  }
}
