package org.iccm.examples.training;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingExamplesTest {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  @TempDir Path directory;

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void learnsTenPairsAndReadsAnApplicationWithThem() throws IOException {
    Path model = directory.resolve("cet-d");
    assertThat(LearnTenPairs.run(model, out)).isEqualTo(10);
    assertThat(printed())
        .contains("area  functional: Return width times height.", "half  constraint: No imports.");
    bytes.reset();
    ReadApplication.run(
        model, Path.of("applications", "stone-path"), directory.resolve("work"), out);
    // It has never seen such code: what it writes is wrong, but requirements of its functions.
    assertThat(printed()).contains("stones.py#").containsAnyOf("FUNCTIONAL", "CONSTRAINT");
  }

  @Test
  void loadsAndExtendsADirectoryLikeCodeT5() throws IOException {
    Path from = directory.resolve("from");
    Path to = directory.resolve("to");
    FromTheHub.make(from);
    FromTheHub.run(from, to, out);
    assertThat(printed())
        .contains("V=32100", "relu (T5 v1.0, CodeT5)", "<example>=32100", "32100 -> 32101");
    assertThat(T5Config.read(to).vocabulary()).isEqualTo(32_101);
  }

  @Test
  void inspectsAndMergesAnAdapter() throws IOException {
    Path model = directory.resolve("model");
    Path merged = directory.resolve("merged");
    MergeAdapter.make(model, directory.resolve("adapter"));
    MergeAdapter.run(model, directory.resolve("adapter"), merged, out);
    String[] losses =
        printed()
            .lines()
            .filter(l -> l.startsWith("loss "))
            .map(l -> l.split(" ")[1])
            .toArray(String[]::new);
    assertThat(Double.parseDouble(losses[1])).isLessThan(Double.parseDouble(losses[0]));
    assertThat(losses[2]).isEqualTo(losses[1]);
    assertThat(printed()).contains("the weights are those of before");
    try (T5Model one = T5Model.load(merged)) {
      assertThat(one.adapters()).isEmpty();
    }
  }
}
