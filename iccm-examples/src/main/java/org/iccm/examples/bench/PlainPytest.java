package org.iccm.examples.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.Application;
import org.iccm.api.application.SourceFile;

/** Suites by {@code python -m pytest} as one would run them by hand. */
final class PlainPytest {
  private static final Pattern PASSED = Pattern.compile("(\\d+) passed");
  private static final long LONGEST_SECONDS = 120;

  private final Path base;

  PlainPytest(List<Application> apps, Path base) throws IOException {
    this.base = base;
    for (Application app : apps) {
      write(app.view().sources(), base.resolve(app.id()).resolve("src"));
      write(app.suite().files(), base.resolve(app.id()).resolve("tests"));
    }
  }

  private static void write(List<SourceFile> files, Path to) throws IOException {
    for (SourceFile file : files) {
      Path path = to.resolve(file.path());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.text());
    }
  }

  /** Without any isolation, in this user's Python. */
  long bare(Application app) throws IOException, InterruptedException {
    Path place = base.resolve(app.id());
    List<String> command = new ArrayList<>(List.of(setting("ICCM_PYTEST_PYTHON")));
    command.addAll(pytest());
    command.add(place.resolve("tests").toString());
    ProcessBuilder builder = new ProcessBuilder(command).directory(place.toFile());
    builder.environment().put("PYTHONPATH", place.resolve("src").toString());
    builder.environment().put("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return passed(builder);
  }

  /** A container of its own, with the flags that a careful operator gives. */
  long inDocker(Application app) throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "docker run --rm --network none --read-only --cap-drop ALL --init --log-driver none"
                    .split(" ")));
    command.addAll(
        List.of(
            "--tmpfs",
            "/tmp:size=64m,nosuid,nodev",
            "--security-opt",
            "no-new-privileges",
            "--pids-limit",
            "64",
            "--memory",
            "512m",
            "--memory-swap",
            "512m",
            "--user",
            "65534:65534",
            "--volume",
            base.resolve(app.id()) + ":/app:ro",
            "--workdir",
            "/app",
            "--env",
            "PYTHONPATH=/app/src",
            "--env",
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1",
            "--env",
            "PYTHONDONTWRITEBYTECODE=1",
            setting("ICCM_SANDBOX_IMAGE"),
            "python3"));
    command.addAll(pytest());
    command.add("/app/tests");
    return passed(new ProcessBuilder(command));
  }

  private static List<String> pytest() {
    return List.of("-m", "pytest", "-q", "-p", "no:cacheprovider");
  }

  private static String setting(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set: start with ./bench sandbox");
    }
    return value;
  }

  private static long passed(ProcessBuilder builder) throws IOException, InterruptedException {
    Process process = builder.redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
    Matcher passed = PASSED.matcher(output);
    if (!passed.find()) {
      throw new IOException("pytest gave no count: " + output);
    }
    return Long.parseLong(passed.group(1));
  }
}
