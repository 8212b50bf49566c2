package org.iccm.core.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.iccm.api.plugin.Secret;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * A real PostgreSQL with pgvector for the tests of one JVM: in a container that is started by the
 * first test and removed after the last, or the one that ICCM_TEST_POSTGRES_URL (with _USER and
 * _PASSWORD) names.
 */
final class PostgresServer implements ParameterResolver {
  private static final Duration READY = Duration.ofSeconds(90);
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(PostgresServer.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Server.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("server", key -> start(), Server.class);
  }

  private static Server start() {
    String url = System.getenv("ICCM_TEST_POSTGRES_URL");
    if (url != null) {
      return new Server(
          url,
          Optional.ofNullable(System.getenv("ICCM_TEST_POSTGRES_USER")).orElse("postgres"),
          Optional.ofNullable(System.getenv("ICCM_TEST_POSTGRES_PASSWORD")).orElse(""),
          Optional.empty());
    }
    return container();
  }

  static Server container() {
    String image =
        System.getProperty(
            "ICCM_POSTGRES_IMAGE",
            Optional.ofNullable(System.getenv("ICCM_POSTGRES_IMAGE")).orElse("iccm-postgres:17-1"));
    String password = UUID.randomUUID().toString();
    // chosen here, so that it stays when the container is started again
    int port = freePort();
    String id =
        docker(
            "run",
            "--detach",
            "--label",
            "org.iccm.test=store",
            "--publish",
            "127.0.0.1:" + port + ":5432",
            "--env",
            "POSTGRES_PASSWORD=" + password,
            "--env",
            "POSTGRES_DB=iccm",
            "--shm-size",
            "256m",
            image);
    Server server =
        new Server(
            "jdbc:postgresql://127.0.0.1:" + port + "/iccm", "postgres", password, Optional.of(id));
    try {
      server.await();
      return server;
    } catch (RuntimeException e) {
      server.close();
      throw e;
    }
  }

  private static String docker(String... arguments) {
    List<String> command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String output =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
      if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
        throw new IllegalStateException(
            "docker " + arguments[0] + " failed, is the daemon up (DOCKER_HOST)? " + output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException("no docker command on the path", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server. */
  record Server(String url, String user, String password, Optional<String> container)
      implements AutoCloseable {
    PostgresSettings settings(String schema) {
      return new PostgresSettings(url, user, Optional.of(Secret.of(password)), schema, 10);
    }

    Connection connect() throws SQLException {
      return DriverManager.getConnection(url, user, password);
    }

    void execute(String sql) {
      try (Connection connection = connect();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      } catch (SQLException e) {
        throw new IllegalStateException(sql, e);
      }
    }

    /** Kills all of its processes at once. */
    void kill() {
      docker("kill", "--signal", "KILL", container.orElseThrow());
    }

    void startAgain() {
      docker("start", container.orElseThrow());
    }

    void await() {
      long deadline = System.nanoTime() + READY.toNanos();
      while (true) {
        try {
          connect().close();
          return;
        } catch (SQLException e) {
          if (System.nanoTime() > deadline) {
            throw new IllegalStateException(
                "PostgreSQL did not get ready: "
                    + container.map(id -> docker("logs", id)).orElse(""),
                e);
          }
        }
        try {
          Thread.sleep(100);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(e);
        }
      }
    }

    @Override
    public void close() {
      container.ifPresent(id -> docker("rm", "--force", "--volumes", id));
    }
  }
}
