package org.iccm.core.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.StoreException;
import org.iccm.api.plugin.Secret;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** A pool of connections to a PostgreSQL server with pgvector. */
final class PostgresConnections implements Connections {
  private static final int OLDEST_SERVER = 150_000;
  private static final String OLDEST_SERVER_NAME = "15";
  private static final int[] OLDEST_PGVECTOR = {0, 8};
  private static final Pattern NUMBER = Pattern.compile("\\d{1,6}");
  private static final Duration CONNECT = Duration.ofSeconds(5);
  // longer than any statement of ours takes
  private static final Duration ANSWER = Duration.ofMinutes(2);
  private static final Duration IDLE = Duration.ofMinutes(2);

  private final PostgresSettings settings;
  private final PostgresFaults faults;
  private volatile @Nullable HikariDataSource pool;
  private volatile @Nullable Jdbi jdbi;

  PostgresConnections(PostgresSettings settings) {
    this.settings = settings;
    this.faults = new PostgresFaults(settings.place());
  }

  @Override
  public Dialect dialect() {
    return Dialect.POSTGRES;
  }

  @Override
  public String place() {
    return settings.place();
  }

  @Override
  public boolean exclusive() {
    return false;
  }

  @Override
  public boolean readOnly() {
    return false;
  }

  @Override
  public void open() {
    try {
      PGSimpleDataSource source = source();
      String vectorSchema;
      try (Connection connection = source.getConnection()) {
        vectorSchema = prepare(connection);
      } catch (SQLException e) {
        if ("08001".equals(e.getSQLState())) {
          // nobody has ever answered there: more likely a wrong address than a short outage
          throw faults.unreachable(false, e);
        }
        throw e;
      }
      // double quotes: the names are identifiers of ours or of the server
      String path = quoted(settings.schema()) + ", " + quoted(vectorSchema) + ", public";
      Schema.migrate(
          place(),
          Schema.configuration(Dialect.POSTGRES, source)
              .schemas(settings.schema())
              .createSchemas(true)
              .initSql("SET search_path TO " + path));
      HikariDataSource made = new HikariDataSource(pool(source, path));
      pool = made;
      jdbi = Jdbi.create(made);
    } catch (SQLException | RuntimeException e) {
      close();
      throw translate(e);
    }
  }

  @Override
  public Handle writer() {
    Jdbi opened = jdbi;
    if (opened == null) {
      throw new IllegalStateException("store " + place() + " is closed");
    }
    try {
      return opened.open();
    } catch (RuntimeException e) {
      if (Faults.cause(e, InterruptedException.class).isPresent()) {
        Thread.currentThread().interrupt();
        throw new CancelledException("interrupted while waiting for store " + place(), e);
      }
      throw e;
    }
  }

  @Override
  public Handle reader() {
    return writer();
  }

  @Override
  public StoreException translate(Throwable fault) {
    return faults.translate(fault);
  }

  @Override
  public void close() {
    HikariDataSource opened = pool;
    if (opened != null) {
      opened.close();
    }
  }

  private PGSimpleDataSource source() {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setUrl(settings.url());
    source.setUser(settings.user());
    settings.password().map(Secret::reveal).ifPresent(source::setPassword);
    source.setApplicationName("iccm");
    source.setConnectTimeout((int) CONNECT.toSeconds());
    source.setSocketTimeout((int) ANSWER.toSeconds());
    source.setTcpKeepAlive(true);
    return source;
  }

  private HikariConfig pool(PGSimpleDataSource source, String searchPath) {
    AtomicInteger count = new AtomicInteger();
    HikariConfig config = new HikariConfig();
    config.setDataSource(source);
    config.setPoolName("iccm-store");
    config.setMaximumPoolSize(settings.poolSize());
    config.setMinimumIdle(1);
    config.setIdleTimeout(IDLE.toMillis());
    config.setConnectionTimeout(CONNECT.toMillis());
    config.setConnectionInitSql("SET search_path TO " + searchPath);
    config.setThreadFactory(
        task -> {
          Thread thread = new Thread(task, "iccm-store-pool-" + count.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
    return config;
  }

  /** Checks versions, makes the extension; returns the extension's schema. */
  private String prepare(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int server = Integer.parseInt(one(statement, "SHOW server_version_num"));
      if (server < OLDEST_SERVER) {
        throw refused(
            "is PostgreSQL " + server / 10_000, "use version " + OLDEST_SERVER_NAME + " or newer");
      }
      String sql = "SELECT extversion FROM pg_extension WHERE extname = 'vector'";
      if (one(statement, sql).isEmpty()) {
        if (one(statement, "SELECT name FROM pg_available_extensions WHERE name = 'vector'")
            .isEmpty()) {
          throw refused(
              "has no extension 'vector'",
              "install pgvector 0.8 or newer on it (Debian: postgresql-17-pgvector)");
        }
        make(statement);
      }
      String version = one(statement, sql);
      if (olderThan(version, OLDEST_PGVECTOR)) {
        throw refused(
            "has pgvector " + version,
            "install 0.8 or newer and run ALTER EXTENSION vector UPDATE");
      }
      return one(
          statement,
          "SELECT n.nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace"
              + " WHERE e.extname = 'vector'");
    }
  }

  private static void make(Statement statement) throws SQLException {
    try {
      statement.execute("CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public");
    } catch (SQLException e) {
      // IF NOT EXISTS does not guard against another session that makes it in the same moment
      if (!"23505".equals(e.getSQLState()) && !"42710".equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  private StoreException refused(String fact, String remedy) {
    return new StoreException(
        place(), false, "server " + place() + " " + fact + ", which ICCM cannot use; " + remedy);
  }

  private static boolean olderThan(String version, int[] oldest) {
    Matcher numbers = NUMBER.matcher(version);
    for (int i = 0; i < oldest.length; i++) {
      int part = numbers.find() ? Integer.parseInt(numbers.group()) : 0;
      if (part != oldest[i]) {
        return part < oldest[i];
      }
    }
    return false;
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : "";
    }
  }

  private static String quoted(String identifier) {
    return '"' + identifier.replace("\"", "\"\"") + '"';
  }
}
