package org.iccm.core.store;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.sqlite.JDBC;
import org.sqlite.SQLiteErrorCode;

/**
 * Held by the one writing process, as long as it lives. It is SQLite's own lock on an empty
 * database beside the store: the system frees it when the process dies, and, unlike a file lock of
 * Java's, it also holds against a second store in the same process.
 */
final class SqliteLock {
  private final Connection connection;

  private SqliteLock(Connection connection) {
    this.connection = connection;
  }

  static Path fileOf(Path store) {
    return store.resolveSibling(store.getFileName() + ".lock");
  }

  /**
   * Takes the lock.
   *
   * @throws SQLException with code BUSY if another writer has it
   */
  static SqliteLock take(Path store) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("busy_timeout", "0");
    Connection connection = JDBC.createConnection(JDBC.PREFIX + fileOf(store), properties);
    try (Statement statement = connection.createStatement()) {
      statement.execute("BEGIN EXCLUSIVE");
      return new SqliteLock(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  static boolean held(SQLException e) {
    return e.getErrorCode() == SQLiteErrorCode.SQLITE_BUSY.code;
  }

  void free() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot free the lock of the store", e);
    }
  }
}
