package org.iccm.harness.wheels;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.archive.ArchiveUnpacker;
import org.jspecify.annotations.Nullable;

/**
 * Fetches a lock's wheels with the user's own pip, whose settings name the index. Only wheels, only
 * those whose hash is locked, and nothing that they ask for: so pip runs no code of a package.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class WheelDownload {
  private static final int MAX_LOG = 2_000;
  private final List<String> pip;

  private WheelDownload(List<String> pip) {
    this.pip = List.copyOf(pip);
  }

  /**
   * A download with a pip.
   *
   * @param pip the command, for example {@code python3 -m pip}; not empty
   * @return the download
   */
  public static WheelDownload with(List<String> pip) {
    return new WheelDownload(pip);
  }

  /**
   * Fetches wheels that are not there yet.
   *
   * @param lock the packages
   * @param target the Python that they are for
   * @param wheels where to put them; made if it is not there
   * @param limit how long it may take
   * @throws RunnerException if pip fails or takes too long; nothing is added then
   * @throws CancelledException if interrupted; the flag is kept
   */
  public void fetch(RequirementsLock lock, PythonTarget target, Path wheels, Duration limit) {
    Path making = null;
    try {
      Files.createDirectories(wheels);
      making = Files.createTempDirectory(wheels, ".fetching-");
      Path file = Files.write(making.resolve(RequirementsLock.FILE), lock.lines());
      Path log = making.resolve("log");
      Path into = Files.createDirectory(making.resolve("wheels"));
      run(command(file, into, target), log, limit);
      try (DirectoryStream<Path> found = Files.newDirectoryStream(into, "*.whl")) {
        for (Path wheel : found) {
          Files.move(
              wheel,
              wheels.resolve(String.valueOf(wheel.getFileName())),
              StandardCopyOption.REPLACE_EXISTING);
        }
      }
    } catch (IOException e) {
      throw fault(
          "wheels cannot be fetched to " + wheels + " (" + e + "): look at pip and space", e);
    } finally {
      remove(making);
    }
  }

  private List<String> command(Path lock, Path into, PythonTarget target) {
    List<String> command = new ArrayList<>(pip);
    command.addAll(List.of("download", "--no-input", "--disable-pip-version-check"));
    command.addAll(List.of("--no-deps", "--only-binary", ":all:", "--require-hashes"));
    command.addAll(List.of("--implementation", "cp", "--python-version", "3." + target.minor()));
    for (String abi : List.of("cp3" + target.minor(), "abi3", "none")) {
      command.addAll(List.of("--abi", abi));
    }
    for (String platform : target.platforms()) {
      command.addAll(List.of("--platform", platform));
    }
    command.addAll(List.of("--dest", into.toString(), "--requirement", lock.toString()));
    return command;
  }

  private static void run(List<String> command, Path log, Duration limit) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    process.getOutputStream().close();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw fault("pip took longer than " + limit.toSeconds() + " s: look at the network", null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("fetching wheels was interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      String text = new String(Files.readAllBytes(log), java.nio.charset.StandardCharsets.UTF_8);
      throw fault(
          "pip could not fetch the locked wheels: "
              + text.substring(Math.max(0, text.length() - MAX_LOG)).strip(),
          null);
    }
  }

  private static RunnerException fault(String what, @Nullable Exception cause) {
    return new RunnerException("wheels", true, what, cause);
  }

  private static void remove(@Nullable Path making) {
    if (making == null) {
      return;
    }
    try {
      ArchiveUnpacker.remove(making);
    } catch (IOException e) {
      throw fault(making + " cannot be removed (" + e + "): remove it by hand", e);
    }
  }
}
