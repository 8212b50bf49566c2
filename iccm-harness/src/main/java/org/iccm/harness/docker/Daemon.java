package org.iccm.harness.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.core.DefaultDockerClientConfig;
import com.github.dockerjava.core.DockerClientConfig;
import com.github.dockerjava.core.DockerClientImpl;
import com.github.dockerjava.zerodep.ZerodepDockerHttpClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Connections to one Docker daemon. Nothing is opened before the first use. Thread-safe. */
final class Daemon implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(60);
  private static final Duration PING = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 600;
  private static final int ATTEMPTS = 100;
  private static final int FAILURES = 3;
  private static final Duration PAUSE = Duration.ofMillis(50);

  private final Optional<String> host;
  private @Nullable DockerClientConfig config;
  private @Nullable DockerClient commands;
  private @Nullable DockerClient streams;

  Daemon(Optional<String> host) {
    this.host = host;
  }

  private synchronized DockerClientConfig config() {
    DockerClientConfig c = config;
    if (c == null) {
      DefaultDockerClientConfig.Builder builder =
          DefaultDockerClientConfig.createDefaultConfigBuilder();
      host.ifPresent(builder::withDockerHost);
      c = builder.build();
      config = c;
    }
    return c;
  }

  /** For messages. */
  String address() {
    return config().getDockerHost().toString();
  }

  private DockerClient connect(@Nullable Duration answer) {
    ZerodepDockerHttpClient.Builder http =
        new ZerodepDockerHttpClient.Builder()
            .dockerHost(config().getDockerHost())
            .sslConfig(config().getSSLConfig())
            .maxConnections(CONNECTIONS)
            .connectionTimeout(CONNECT);
    if (answer != null) {
      http.responseTimeout(answer);
    }
    return DockerClientImpl.getInstance(config(), http.build());
  }

  /** For calls that answer at once. */
  synchronized DockerClient commands() {
    DockerClient c = commands;
    if (c == null) {
      c = connect(ANSWER);
      commands = c;
    }
    return c;
  }

  /** For output of containers, which may be silent for long. */
  synchronized DockerClient streams() {
    DockerClient c = streams;
    if (c == null) {
      c = connect(null);
      streams = c;
    }
    return c;
  }

  /** Throws if no daemon answers soon. */
  void ping() throws IOException {
    try (DockerClient once = connect(PING)) {
      once.pingCmd().exec();
    }
  }

  /** Removes a container, running or not; false if the daemon does not let us. */
  boolean remove(String container) {
    int failures = 0;
    for (int attempt = 0; attempt < ATTEMPTS && failures < FAILURES; attempt++) {
      try {
        commands().removeContainerCmd(container).withForce(true).withRemoveVolumes(true).exec();
        return true;
      } catch (NotFoundException e) {
        return true;
      } catch (ConflictException e) {
        // the daemon is at it: it does that when the first process ends
        LockSupport.parkNanos(PAUSE.toNanos());
      } catch (RuntimeException e) {
        // the daemon is busy or gone
        failures++;
      }
    }
    return false;
  }

  @Override
  public synchronized void close() {
    for (DockerClient client : new DockerClient[] {commands, streams}) {
      try {
        if (client != null) {
          client.close();
        }
      } catch (IOException e) {
        // its connections are gone either way
        continue;
      }
    }
    commands = null;
    streams = null;
  }
}
