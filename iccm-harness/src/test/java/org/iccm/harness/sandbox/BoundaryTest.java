package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The data boundary of isolated runs, as two plain processes of the host's Python with pytest
 * ({@code ICCM_PYTHON}, else {@code python3}). {@code iccm.boundary.candidates} says how many
 * changed originals of each application are compared.
 */
@Tag("sandbox")
class BoundaryTest {
  private static final Path DRIVER = Path.of("src/main/resources/org/iccm/harness/sandbox");
  private static final Path TESTS = Path.of("src/test/resources/org/iccm/harness/sandbox/boundary");
  private static final Path APPLICATIONS = Path.of("../iccm-examples/applications");
  private static final int CANDIDATES = Integer.getInteger("iccm.boundary.candidates", 3);

  @TempDir Path work;

  private List<String> run(String script, List<String> arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Optional.ofNullable(System.getenv("ICCM_PYTHON")).orElse("python3"));
    command.add("-B");
    command.add(TESTS.resolve(script).toString());
    command.add(DRIVER.toAbsolutePath().toString());
    command.addAll(arguments);
    Path output = work.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    try {
      assertThat(process.waitFor(20, TimeUnit.MINUTES)).as("%s ended", script).isTrue();
    } finally {
      process.destroyForcibly();
    }
    String text = Files.readString(output);
    assertThat(process.exitValue()).as(text).isZero();
    return text.lines().toList();
  }

  private static int figure(String line, String name) {
    Matcher matcher = Pattern.compile(" " + name + " (\\d+)").matcher(line);
    assertThat(matcher.find()).as("%s in %s", name, line).isTrue();
    return Integer.parseInt(matcher.group(1));
  }

  @Test
  void bundledApplicationsAreEligibleAndVerdictsAreThoseOfPytest() throws Exception {
    List<String> arguments = new ArrayList<>(List.of(String.valueOf(CANDIDATES)));
    try (Stream<Path> places = Files.list(APPLICATIONS)) {
      places
          // those in Java have src/main
          .filter(p -> Files.isDirectory(p.resolve("src")) && !Files.exists(p.resolve("src/main")))
          .sorted()
          .forEach(p -> arguments.add(p.toString()));
    }
    List<String> lines = run("compare.py", arguments);
    List<String> applications = lines.stream().filter(l -> l.startsWith("application ")).toList();
    assertThat(applications).hasSize(arguments.size() - 1).allMatch(l -> l.endsWith(" eligible"));
    // nothing that a test expects is shown to a candidate
    assertThat(applications).allMatch(l -> figure(l, "shown") == 0);
    List<String> candidates = lines.stream().filter(l -> l.startsWith("candidates ")).toList();
    assertThat(candidates).allMatch(l -> figure(l, "candidates") >= CANDIDATES);
    assertThat(candidates).allMatch(l -> figure(l, "unexplained") == 0);
  }

  @Test
  void objectsExceptionsCallbacksAndPatchesCross() throws Exception {
    List<String> lines = run("compare.py", List.of("12", TESTS.resolve("features").toString()));
    assertThat(lines).anyMatch(l -> l.startsWith("application ") && l.endsWith(" eligible"));
    assertThat(lines).anyMatch(l -> l.startsWith("candidates ") && figure(l, "unexplained") == 0);
  }

  @Test
  void attacksRaiseNoScore() throws Exception {
    List<String> lines = run("attacks.py", List.of());
    List<String> attacks = lines.stream().filter(l -> l.startsWith("attack ")).toList();
    assertThat(attacks).hasSizeGreaterThan(80).allMatch(l -> l.contains(" held ["));
    // attacks they are: without the boundary they score
    assertThat(attacks)
        .filteredOn(l -> l.startsWith("attack always-equal "))
        .allMatch(l -> figure(l, "bare") == 8 && figure(l, "isolated") == 2);
  }
}
