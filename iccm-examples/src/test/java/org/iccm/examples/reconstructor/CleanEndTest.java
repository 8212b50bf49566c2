package org.iccm.examples.reconstructor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.iccm.examples.laboratory.Wording;
import org.iccm.training.t5.T5Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanEndTest {
  private static final int STEPS = 1_000_000;

  @TempDir Path directory;

  /** A training without an end. */
  static final class Endless {
    private Endless() {}

    public static void main(String[] args) throws IOException {
      try (CleanEnd end = new CleanEnd()) {
        boolean done =
            training()
                .train(
                    Path.of(args[0]),
                    (step, seconds) -> System.out.println("step " + step.step()),
                    end::isTold);
        System.out.println("done " + done);
      }
    }

    static ReconstructorTraining training() {
      return new ReconstructorTraining(
          1,
          new Preference(Wording.GOLD, Preference.SHARE),
          0.25,
          5,
          STEPS,
          32,
          10,
          T5Size.TEST.config());
    }
  }

  @Test
  @DisplayName("told to end in the middle of a step, a training makes it, saves and ends")
  void terminated() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.pytorch.num_threads=1",
                "-Dai.djl.pytorch.num_interop_threads=1",
                "-cp",
                System.getProperty("java.class.path"),
                Endless.class.getName(),
                directory.resolve("model").toString())
            .directory(directory.toFile())
            .redirectError(directory.resolve("err.txt").toFile())
            .start();
    List<String> lines;
    try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
      String line = out.readLine();
      while (line != null && !line.equals("step 2")) {
        line = out.readLine();
      }
      assertThat(line).as(Files.readString(directory.resolve("err.txt"))).isNotNull();
      // Process.destroy would close what is still to be read.
      process.toHandle().destroy();
      lines = out.lines().toList();
    } finally {
      if (!process.waitFor(2, TimeUnit.MINUTES)) {
        process.destroyForcibly();
      }
    }
    assertThat(process.exitValue()).as("of SIGTERM: 128 + 15").isEqualTo(143);
    assertThat(lines).endsWith("done false").hasSizeGreaterThanOrEqualTo(2);
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.map(f -> f.getFileName().toString())).doesNotContain("core");
      assertThat(Files.readString(directory.resolve("err.txt"))).doesNotContain("SIGSEGV");
    }
    int made = Integer.parseInt(lines.get(lines.size() - 2).substring("step ".length())) + 1;
    Path saved = directory.resolve("model").resolve("checkpoints");
    assertThat(Files.readString(saved.resolve("latest")).strip()).endsWith("0" + made);
  }
}
