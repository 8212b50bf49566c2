package org.iccm.core.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * How one kind of artifact becomes rows of its table, and back.
 *
 * @param <T> the kind
 */
abstract class Rows<T> {
  final String table;
  final Json json;

  Rows(String table, Json json) {
    this.table = table;
    this.json = json;
  }

  abstract String key(T value);

  /** The columns of its own, always the same ones in the same order. */
  abstract Map<String, @Nullable Object> columns(T value);

  abstract Object body(T value);

  abstract T read(ResultSet row) throws SQLException;

  /** Called in the same transaction, after the row is new. */
  void inserted(Handle handle, long seq, T value) {}

  /** Adds what lies in other tables. */
  List<T> complete(Handle handle, List<Loaded<T>> rows) {
    return rows.stream().map(Loaded::value).toList();
  }

  final String body(ResultSet row) throws SQLException {
    return row.getString("body");
  }

  /** A row and its place in the order of storing. */
  record Loaded<T>(long seq, T value) {}
}
