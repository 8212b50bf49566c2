package org.iccm.core.store;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Columns by name, in order, null where a column is empty. */
final class Columns {
  private final Map<String, @Nullable Object> map = new LinkedHashMap<>();

  private Columns() {}

  static Columns of(String name, @Nullable Object value) {
    return new Columns().and(name, value);
  }

  Columns and(String name, @Nullable Object value) {
    map.put(name, value);
    return this;
  }

  Map<String, @Nullable Object> map() {
    return map;
  }
}
