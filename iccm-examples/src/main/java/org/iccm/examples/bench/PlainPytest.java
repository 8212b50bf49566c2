package org.iccm.examples.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.application.SourceFile;
import org.iccm.api.testing.TestStatus;

/** Suites by {@code python -m pytest} as one would run them by hand. */
final class PlainPytest {
  private static final Pattern PASSED = Pattern.compile("(\\d+) passed");
  private static final Pattern COUNT = Pattern.compile("(\\d+) (?:failed|errors?|skipped)");
  private static final String PLUGIN = "iccm_verdicts";
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path base;
  private final Duration limit;

  /**
   * What became of the tests.
   *
   * @param tests by id, as far as they ended
   * @param broken files that could not be collected
   * @param ended whether pytest came to its end
   * @param timeout whether it was stopped
   */
  record Verdicts(
      Map<String, TestStatus> tests, TreeSet<String> broken, boolean ended, boolean timeout) {}

  PlainPytest(List<Candidate> candidates, Path base, Duration limit) throws IOException {
    this.base = base;
    this.limit = limit;
    for (Candidate c : candidates) {
      write(c.files(), base.resolve(c.name()).resolve("src"));
      write(c.app().suite().files(), base.resolve(c.name()).resolve("tests"));
    }
    Path plugin = base.resolve("plugin");
    Files.createDirectories(plugin);
    try (InputStream in =
        Objects.requireNonNull(PlainPytest.class.getResourceAsStream(PLUGIN + ".py"))) {
      Files.write(plugin.resolve(PLUGIN + ".py"), in.readAllBytes());
    }
  }

  private static void write(List<SourceFile> files, Path to) throws IOException {
    Files.createDirectories(to);
    for (SourceFile file : files) {
      Path path = to.resolve(file.path()).normalize();
      if (!path.startsWith(to)) {
        throw new IOException(file.path() + " leaves its directory");
      }
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.text());
    }
  }

  /** Without any isolation, in this user's Python. Returns how many tests passed. */
  long bare(Candidate c) throws IOException, InterruptedException {
    return passed(local(c, List.of()));
  }

  /** Each test's own verdict, without any isolation. */
  Verdicts verdicts(Candidate c) throws IOException, InterruptedException {
    Path out = base.resolve(c.name() + ".verdicts");
    Files.deleteIfExists(out);
    ProcessBuilder builder = local(c, List.of("-p", PLUGIN));
    builder
        .environment()
        .merge("PYTHONPATH", base.resolve("plugin").toString(), (a, b) -> a + ":" + b);
    builder.environment().put("ICCM_VERDICTS", out.toString());
    boolean inTime = output(builder).inTime;
    Verdicts found = new Verdicts(new LinkedHashMap<>(), new TreeSet<>(), false, !inTime);
    boolean ended = false;
    for (String line : Files.exists(out) ? Files.readAllLines(out) : List.<String>of()) {
      JsonNode node = JSON.readTree(line);
      if (node.has("id")) {
        found.tests.put(node.path("id").asText(), TestStatus.valueOf(node.path("status").asText()));
      } else if (node.has("broken")) {
        found.broken.add(node.path("broken").asText());
      } else {
        ended = true;
      }
    }
    return new Verdicts(found.tests, found.broken, ended, !inTime);
  }

  private ProcessBuilder local(Candidate c, List<String> more) {
    Path place = base.resolve(c.name());
    List<String> command = new ArrayList<>(List.of(setting("ICCM_PYTEST_PYTHON")));
    command.addAll(pytest());
    command.addAll(more);
    command.add("tests");
    ProcessBuilder builder = new ProcessBuilder(command).directory(place.toFile());
    builder.environment().put("PYTHONPATH", place.resolve("src").toString());
    builder.environment().put("PYTHONHASHSEED", "0");
    builder.environment().put("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    return builder;
  }

  /** A container of its own, with the flags that a careful operator gives. */
  long inDocker(Candidate c) throws IOException, InterruptedException {
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
            base.resolve(c.name()) + ":/app:ro",
            "--workdir",
            "/app",
            "--env",
            "PYTHONPATH=/app/src",
            "--env",
            "PYTHONHASHSEED=0",
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
    // a file that cannot be loaded takes the others along, else
    return List.of(
        "-m", "pytest", "-q", "-p", "no:cacheprovider", "--continue-on-collection-errors");
  }

  private static String setting(String name) {
    String value = System.getenv(name);
    if (value == null) {
      throw new IllegalStateException(name + " is not set: start with ./bench");
    }
    return value;
  }

  private record Output(String text, boolean inTime) {}

  private Output output(ProcessBuilder builder) throws IOException, InterruptedException {
    Path text = Files.createTempFile(base, "output", "");
    Process process = builder.redirectErrorStream(true).redirectOutput(text.toFile()).start();
    process.getOutputStream().close();
    boolean inTime = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
    if (!inTime) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly().waitFor();
    }
    String all = new String(Files.readAllBytes(text), StandardCharsets.UTF_8);
    Files.delete(text);
    return new Output(all, inTime);
  }

  private long passed(ProcessBuilder builder) throws IOException, InterruptedException {
    Output output = output(builder);
    if (!output.inTime) {
      throw new UncheckedIOException(new IOException("pytest took more than " + limit));
    }
    Matcher passed = PASSED.matcher(output.text);
    if (passed.find()) {
      return Long.parseLong(passed.group(1));
    }
    if (COUNT.matcher(output.text).find()) {
      return 0;
    }
    throw new IOException("pytest gave no count: " + output.text);
  }
}
