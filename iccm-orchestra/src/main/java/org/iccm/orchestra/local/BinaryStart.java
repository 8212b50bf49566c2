package org.iccm.orchestra.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.iccm.api.error.ProviderException;
import org.iccm.api.plugin.Secret;
import org.iccm.orchestra.internal.process.Cancellation;
import org.iccm.orchestra.internal.process.Tail;

/** A {@code llama-server} that the user names, held on a leash by a shell. */
final class BinaryStart implements ServerStart {
  private static final long LOOK_EVERY_MILLIS = 100;

  /**
   * Runs its arguments and kills them when standard input ends, which it does when the JVM goes.
   * The key comes by the environment.
   */
  private static final String LEASH =
      "exec 3<&0; \"$@\" </dev/null 3<&- & server=$!; "
          + "( trap '' HUP INT; read -r _ <&3; kill -9 $server 2>/dev/null ) & watch=$!; "
          + "exec 3<&-; trap '' HUP INT; wait $server; status=$?; "
          + "kill -9 $watch 2>/dev/null; exit $status";

  private final LocalOptions options;
  private final Path binary;

  BinaryStart(LocalOptions options, Path binary) {
    this.options = options;
    this.binary = binary;
  }

  @Override
  public ServerProcess start(Path model, Cancellation cancellation) {
    if (!Files.isRegularFile(binary) || !Files.isExecutable(binary)) {
      throw new ProviderException(
          LocalProvider.NAME,
          "there is no program at " + binary + ": correct the setting server, or leave it out");
    }
    if (System.getProperty("os.name", "").startsWith("Windows")) {
      throw new ProviderException(
          LocalProvider.NAME,
          "the setting server does not work on Windows: leave it out, or start "
              + binary
              + " yourself and use the provider openai-compatible");
    }
    Secret key = ServerStart.newKey();
    int port = freePort();
    Process process;
    try {
      List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", LEASH, "iccm-leash"));
      command.addAll(arguments(model, port));
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      ServerStart.reduce(builder.environment());
      builder.environment().put("LLAMA_API_KEY", key.reveal());
      process = builder.start();
    } catch (IOException e) {
      throw failed(e.toString(), e);
    }
    boolean up = false;
    try {
      ServerProcess server =
          new ServerProcess(
              process,
              new Tail(process.getInputStream(), "iccm-local-errors-" + options.name()),
              ServerStart.endpoint(options, port, key, process::isAlive));
      awaitHealth(server, port, cancellation);
      up = true;
      return server;
    } finally {
      if (!up) {
        ServerProcess.end(process);
      }
    }
  }

  private List<String> arguments(Path model, int port) {
    return List.of(
        binary.toAbsolutePath().toString(),
        "--model",
        model.toAbsolutePath().toString(),
        "--alias",
        options.model(),
        "--host",
        "127.0.0.1",
        "--port",
        Integer.toString(port),
        "--parallel",
        Integer.toString(options.slots()),
        "--ctx-size",
        Integer.toString(Math.multiplyExact(options.slots(), options.contextPerSlot())),
        "--threads",
        Integer.toString(options.threads()),
        "--batch-size",
        Integer.toString(options.batchTokens()));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new ProviderException(
          LocalProvider.NAME, "no free port on 127.0.0.1: end what holds them all", e);
    }
  }

  private void awaitHealth(ServerProcess server, int port, Cancellation cancellation) {
    ConnectionPool pool = new ConnectionPool(1, 1, TimeUnit.SECONDS);
    OkHttpClient client =
        new OkHttpClient.Builder()
            .connectionPool(pool)
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .callTimeout(Duration.ofMillis(700))
            .build();
    Request health = new Request.Builder().url("http://127.0.0.1:" + port + "/health").build();
    long end = System.nanoTime() + options.startTimeout().toNanos();
    try {
      while (!healthy(client, health)) {
        if (!server.alive()) {
          throw failed("it ended at once, " + server.ending(), null);
        }
        if (System.nanoTime() > end) {
          throw failed(
              "it did not answer at 127.0.0.1:"
                  + port
                  + "/health within "
                  + options.startTimeout().toSeconds()
                  + " s (startTimeout), "
                  + server.ending(),
              null);
        }
        cancellation.pause(LOOK_EVERY_MILLIS);
      }
    } finally {
      pool.evictAll();
    }
  }

  private static boolean healthy(OkHttpClient client, Request health) {
    try (Response response = client.newCall(health).execute()) {
      return response.code() == 200;
    } catch (IOException e) {
      return false;
    }
  }

  private ProviderException failed(String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new ProviderException(
        LocalProvider.NAME,
        "the server "
            + binary
            + " for model "
            + options.model()
            + " did not start: "
            + why
            + ". Is it a llama-server? Correct the setting server, or leave it out",
        cause);
  }
}
