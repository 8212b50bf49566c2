package org.iccm.orchestra.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iccm.api.error.ProviderException;
import org.iccm.api.plugin.Secret;
import org.iccm.orchestra.internal.process.Cancellation;
import org.iccm.orchestra.internal.process.Python;
import org.iccm.orchestra.internal.process.Tail;
import org.iccm.orchestra.internal.process.VirtualEnvironment;

/** llama.cpp's server by xllamacpp, in a virtual environment of ICCM's own. */
final class PythonStart implements ServerStart {
  static final String XLLAMACPP = "2026.10.11549";
  private static final String SCRIPT = "serve.py";
  private static final long LOOK_EVERY_MILLIS = 50;

  private final LocalOptions options;
  private final ObjectMapper mapper = new ObjectMapper();

  PythonStart(LocalOptions options) {
    this.options = options;
  }

  @Override
  public ServerProcess start(Path model, Cancellation cancellation) {
    Python python = Python.find(options.python(), cancellation);
    VirtualEnvironment environment =
        VirtualEnvironment.ensure(
            python,
            options.cache(),
            "xllamacpp-" + XLLAMACPP,
            List.of("xllamacpp==" + XLLAMACPP),
            "xllamacpp",
            cancellation);
    Secret key = ServerStart.newKey();
    Process process;
    try {
      ProcessBuilder builder =
          new ProcessBuilder(environment.python().toString(), "-I", script().toString());
      ServerStart.reduce(builder.environment());
      process = builder.start();
    } catch (IOException e) {
      throw failed(model, e.toString(), e);
    }
    boolean up = false;
    try {
      Tail errors = new Tail(process.getErrorStream(), "iccm-local-errors-" + options.name());
      JsonNode ready = firstLine(process, config(model, key), model, errors, cancellation);
      up = true;
      return new ServerProcess(
          process,
          errors,
          ServerStart.endpoint(options, ready.path("port").asInt(), key, process::isAlive));
    } finally {
      if (!up) {
        ServerProcess.end(process);
      }
    }
  }

  private byte[] config(Path model, Secret key) {
    ObjectNode config =
        mapper
            .createObjectNode()
            .put("model", model.toAbsolutePath().toString())
            .put("alias", options.model())
            .put("apiKey", key.reveal())
            .put("host", "127.0.0.1")
            .put("port", 0)
            .put("parallel", options.slots())
            .put("contextTokens", Math.multiplyExact(options.slots(), options.contextPerSlot()))
            .put("threads", options.threads())
            .put("batchTokens", options.batchTokens());
    return (config + "\n").getBytes(StandardCharsets.UTF_8);
  }

  private JsonNode firstLine(
      Process process, byte[] config, Path model, Tail errors, Cancellation cancellation) {
    CompletableFuture<String> line = new CompletableFuture<>();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader out =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                String first = out.readLine();
                line.complete(first == null ? "" : first);
              } catch (IOException e) {
                line.complete("");
              }
            },
            "iccm-local-ready-" + options.name());
    reader.setDaemon(true);
    reader.start();
    try {
      process.getOutputStream().write(config);
      process.getOutputStream().flush();
    } catch (IOException e) {
      // it is gone; its line, or the lack of one, says more
    }
    JsonNode ready = parse(await(line, model, errors, cancellation));
    if (ready.path("ready").asBoolean() && ready.path("port").asInt() > 0) {
      return ready;
    }
    try {
      process.waitFor(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      cancellation.check();
    }
    errors.await(500);
    String reason = ready.path("error").asText("it ended without a word");
    String said = errors.text();
    throw failed(model, said.isEmpty() ? reason : reason + "; it said: " + said, null);
  }

  private String await(
      CompletableFuture<String> line, Path model, Tail errors, Cancellation cancellation) {
    long end = System.nanoTime() + options.startTimeout().toNanos();
    while (true) {
      cancellation.check();
      try {
        return line.get(LOOK_EVERY_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        if (System.nanoTime() > end) {
          throw failed(
              model,
              "it was not ready within "
                  + options.startTimeout().toSeconds()
                  + " s (startTimeout); it said: "
                  + errors.text(),
              null);
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      } catch (ExecutionException e) {
        throw failed(model, e.toString(), e);
      }
    }
  }

  private JsonNode parse(String line) {
    try {
      return line.isEmpty() ? mapper.createObjectNode() : mapper.readTree(line);
    } catch (IOException e) {
      return mapper.createObjectNode().put("error", "its first line is no JSON: " + line);
    }
  }

  private ProviderException failed(
      Path model, String why, @org.jspecify.annotations.Nullable Throwable cause) {
    return new ProviderException(
        LocalProvider.NAME,
        "the server for model "
            + options.model()
            + " ("
            + model
            + ") did not start: "
            + why
            + ". Check the file; lower slots or contextPerSlot if memory is short",
        cause);
  }

  /** The script, as a file in the cache; its name says its content. */
  private Path script() throws IOException {
    byte[] bytes;
    try (InputStream in = PythonStart.class.getResourceAsStream(SCRIPT)) {
      if (in == null) {
        throw new IllegalStateException("iccm-orchestra's jar lacks its resource " + SCRIPT);
      }
      bytes = in.readAllBytes();
    }
    Path directory = Files.createDirectories(options.cache().resolve("python"));
    Path file = directory.resolve("serve-" + digest(bytes) + ".py");
    if (!Files.exists(file) || !java.util.Arrays.equals(Files.readAllBytes(file), bytes)) {
      Path fresh = Files.createTempFile(directory, ".serve-", ".py");
      Files.write(fresh, bytes);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
    return file;
  }

  private static String digest(byte[] bytes) {
    try {
      byte[] sum = java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(sum, 0, 8);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
