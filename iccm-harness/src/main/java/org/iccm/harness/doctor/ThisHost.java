package org.iccm.harness.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The machine that we are on. */
final class ThisHost implements Host {
  private static final int SECONDS = 10;
  private static final int MOST = 1 << 16;

  @Override
  public String system() {
    return System.getProperty("os.name");
  }

  @Override
  public Optional<String> read(String path) {
    try {
      return Optional.of(Files.readString(Path.of(path)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public boolean exists(String path) {
    return Files.exists(Path.of(path));
  }

  @Override
  public Optional<String> environment(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(v -> !v.isBlank());
  }

  @Override
  public Optional<Ended> run(List<String> command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      try {
        process.getOutputStream().close();
        byte[] text = process.getInputStream().readNBytes(MOST);
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          return Optional.empty();
        }
        return Optional.of(
            new Ended(process.exitValue(), new String(text, StandardCharsets.UTF_8)));
      } finally {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }
}
