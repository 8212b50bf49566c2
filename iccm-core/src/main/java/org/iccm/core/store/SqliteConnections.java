package org.iccm.core.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.StoreException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * One SQLite file: one connection that writes, a few that read. Write-ahead log, every commit on
 * disk before it is acknowledged.
 */
final class SqliteConnections implements Connections {
  private static final int READERS = 4;
  private static final int BUSY_MILLIS = 5_000;
  private static final long WAIT_SECONDS = 60;
  private static final long CLOSE_SECONDS = 10;

  private final Path file;
  private final boolean readOnly;
  private final List<String> writerPragmas;
  private final SqliteFaults faults;
  private final Semaphore writing = new Semaphore(1, true);
  private final Semaphore reading = new Semaphore(READERS, true);
  private final Deque<Connection> idle = new ArrayDeque<>();
  private final Jdbi writers = Jdbi.create(new Writers());
  private final Jdbi readers = Jdbi.create(new Readers());
  private @Nullable SqliteLock lock;
  private @Nullable Connection writer;
  private boolean open;

  /**
   * @param writerPragmas more pragmas of the writing connection, for tests
   */
  SqliteConnections(Path file, boolean readOnly, List<String> writerPragmas) {
    this.file = file.toAbsolutePath().normalize();
    this.readOnly = readOnly;
    this.writerPragmas = List.copyOf(writerPragmas);
    this.faults = new SqliteFaults(this.file);
  }

  @Override
  public Dialect dialect() {
    return Dialect.SQLITE;
  }

  @Override
  public String place() {
    return file.toString();
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public boolean readOnly() {
    return readOnly;
  }

  @Override
  public void open() {
    try {
      if (readOnly) {
        checkThere();
        Schema.check(place(), Schema.configuration(Dialect.SQLITE, source(true)));
      } else {
        Path directory = file.getParent();
        if (directory != null) {
          Files.createDirectories(directory);
        }
        lock = takeLock();
        Schema.migrate(place(), Schema.configuration(Dialect.SQLITE, source(false)));
        writer = connect(false);
        try (Statement statement = writer.createStatement()) {
          for (String pragma : writerPragmas) {
            statement.execute("PRAGMA " + pragma);
          }
        }
      }
      synchronized (idle) {
        open = true;
      }
    } catch (IOException e) {
      close();
      throw faults.unwritable(e);
    } catch (SQLException | RuntimeException e) {
      close();
      throw translate(e);
    }
  }

  @Override
  public Handle writer() {
    return writers.open();
  }

  @Override
  public Handle reader() {
    return readers.open();
  }

  @Override
  public StoreException translate(Throwable fault) {
    return faults.translate(fault);
  }

  @Override
  public void close() {
    synchronized (idle) {
      open = false;
      idle.forEach(SqliteConnections::quietly);
      idle.clear();
    }
    boolean quiet = waitForTransactionInFlight();
    try {
      if (writer != null) {
        quietly(writer);
        writer = null;
      }
      if (lock != null) {
        lock.free();
        lock = null;
      }
    } finally {
      if (quiet) {
        writing.release();
      }
    }
  }

  /** A while only: work that never ends must not keep the store from closing. */
  private boolean waitForTransactionInFlight() {
    try {
      return writing.tryAcquire() || writing.tryAcquire(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void checkThere() {
    if (!Files.isRegularFile(file)) {
      throw new StoreException(
          place(),
          false,
          "there is no store at "
              + file
              + " to open with readOnly: true; check 'file', or run once without readOnly");
    }
  }

  private SqliteLock takeLock() throws SQLException {
    try {
      return SqliteLock.take(file);
    } catch (SQLException e) {
      if (!SqliteLock.held(e)) {
        throw e;
      }
      throw new StoreException(
          place(),
          false,
          "store "
              + file
              + " is in use by "
              + owner()
              + ", and a SQLite store has one writer; wait for its end, set 'file' to another place,"
              + " open it with readOnly: true, or use the store 'postgres'",
          e);
    }
  }

  private String owner() {
    try (Connection connection = connect(true);
        Statement statement = connection.createStatement();
        var rows =
            statement.executeQuery(
                "SELECT host, pid FROM session ORDER BY opened_at DESC LIMIT 1")) {
      if (rows.next()) {
        long pid = rows.getLong("pid");
        return pid == ProcessHandle.current().pid()
            ? "this process (pid " + pid + ")"
            : "another process (pid " + pid + " on " + rows.getString("host") + ")";
      }
    } catch (SQLException e) {
      // it has not written its name yet
    }
    return "another process";
  }

  private SQLiteDataSource source(boolean reader) {
    SQLiteDataSource source = new SQLiteDataSource(config(reader));
    source.setUrl(JDBC.PREFIX + file);
    return source;
  }

  private Connection connect(boolean reader) throws SQLException {
    Connection connection = source(reader).getConnection();
    if (reader) {
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA query_only = ON");
      }
    }
    return connection;
  }

  private static SQLiteConfig config(boolean reader) {
    SQLiteConfig config = new SQLiteConfig();
    config.setBusyTimeout(BUSY_MILLIS);
    if (!reader) {
      config.setJournalMode(SQLiteConfig.JournalMode.WAL);
      config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
      config.enforceForeignKeys(true);
      config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
    }
    return config;
  }

  private void acquire(Semaphore permits) {
    // without waiting first: what is finished gets stored even if the thread is interrupted already
    if (permits.tryAcquire()) {
      return;
    }
    try {
      if (!permits.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
        throw new StoreException(
            place(),
            false,
            "store "
                + file
                + " did not become free within "
                + WAIT_SECONDS
                + " s: a transaction takes too long; make it shorter");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while waiting for store " + file, e);
    }
  }

  private static void quietly(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException("cannot close the store", e);
    }
  }

  private final class Writers implements ConnectionFactory {
    @Override
    public Connection openConnection() throws SQLException {
      acquire(writing);
      if (writer == null) {
        writing.release();
        throw new IllegalStateException("store " + file + " is closed");
      }
      return writer;
    }

    @Override
    public void closeConnection(Connection connection) {
      writing.release();
    }
  }

  private final class Readers implements ConnectionFactory {
    @Override
    public Connection openConnection() throws SQLException {
      acquire(reading);
      try {
        synchronized (idle) {
          if (!open) {
            throw new IllegalStateException("store " + file + " is closed");
          }
          Connection connection = idle.poll();
          if (connection != null) {
            return connection;
          }
        }
        return connect(true);
      } catch (SQLException | RuntimeException e) {
        reading.release();
        throw e;
      }
    }

    @Override
    public void closeConnection(Connection connection) {
      synchronized (idle) {
        if (open) {
          idle.push(connection);
        } else {
          quietly(connection);
        }
      }
      reading.release();
    }
  }
}
