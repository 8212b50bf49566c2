package org.iccm.orchestra.internal.process;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ProviderException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A virtual environment in the user's cache, made once, beside its place and renamed into it.
 *
 * @param python its own Python
 * @since 0.1.0
 */
public record VirtualEnvironment(Path python) {
  private static final Logger LOG = LoggerFactory.getLogger(VirtualEnvironment.class);
  private static final Duration LIMIT = Duration.ofMinutes(15);

  /**
   * Finds or makes the environment.
   *
   * @param base the Python to make it with
   * @param cache the user's cache
   * @param name of the environment
   * @param requirements exact versions to install, prebuilt ones only; may be empty
   * @param modules that must import, separated by commas
   * @param cancellation ends the work
   * @return the environment
   * @throws ProviderException if it cannot be made
   */
  public static VirtualEnvironment ensure(
      Python base,
      Path cache,
      String name,
      List<String> requirements,
      String modules,
      Cancellation cancellation) {
    Path home = cache.resolve("python").resolve(name + "-py" + base.version());
    Path inside = inside(home);
    if (works(inside, modules, cancellation)) {
      return new VirtualEnvironment(inside);
    }
    try (CacheLock lock =
        CacheLock.acquire(home.resolveSibling("." + home.getFileName() + ".lock"), cancellation)) {
      if (!works(inside, modules, cancellation)) {
        LOG.info("making the Python environment {} in {}", requirements, home);
        make(base, home, requirements, modules, cancellation);
      }
      return new VirtualEnvironment(inside);
    } catch (IOException e) {
      throw new ProviderException(
          "python",
          "cannot write the Python environment "
              + home
              + " ("
              + e
              + "): make room or make it"
              + " writable, or name another cache: ICCM_CACHE=DIR",
          e);
    }
  }

  private static boolean works(Path inside, String modules, Cancellation cancellation) {
    return Files.isExecutable(inside)
        && new Python(inside.toString(), "").has(modules, cancellation);
  }

  private static Path inside(Path home) {
    boolean windows = System.getProperty("os.name", "").startsWith("Windows");
    return windows ? home.resolve("Scripts/python.exe") : home.resolve("bin/python");
  }

  private static void make(
      Python base, Path home, List<String> requirements, String modules, Cancellation cancellation)
      throws IOException {
    if (!base.has("venv, ensurepip", cancellation)) {
      throw new ProviderException(
          "python", "'" + base.executable() + "' has no venv module: " + Python.remedy());
    }
    Path fresh = Files.createTempDirectory(home.getParent(), ".new-");
    try {
      step(List.of(base.executable(), "-m", "venv", fresh.toString()), "make", home, cancellation);
      Path python = inside(fresh);
      if (!requirements.isEmpty()) {
        List<String> install =
            new ArrayList<>(
                List.of(
                    python.toString(),
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--no-input",
                    "--no-cache-dir",
                    "--only-binary",
                    ":all:"));
        install.addAll(requirements);
        step(install, "install " + requirements + " into", home, cancellation);
      }
      if (!works(python, modules, cancellation)) {
        throw new ProviderException(
            "python",
            "the Python environment for "
                + home
                + " does not import "
                + modules
                + " on this machine ("
                + System.getProperty("os.arch")
                + "): name a llama-server instead, setting server");
      }
      delete(home);
      Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      delete(fresh);
    }
  }

  private static void step(List<String> command, String what, Path home, Cancellation cancellation)
      throws IOException {
    Command.Result result = Command.run(command, Map.of(), LIMIT, cancellation, () -> {});
    if (!result.ok()) {
      throw new ProviderException(
          "python",
          "could not "
              + what
              + " the Python environment "
              + home
              + " ("
              + Python.ending(result)
              + "): check the network and pip's settings, or name a llama-server, setting server");
    }
  }

  /**
   * Deletes a tree, if it is there.
   *
   * @param root its root
   * @throws IOException if it cannot
   */
  public static void delete(Path root) throws IOException {
    if (!Files.exists(root, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path directory, java.io.IOException e)
              throws IOException {
            Files.delete(directory);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
