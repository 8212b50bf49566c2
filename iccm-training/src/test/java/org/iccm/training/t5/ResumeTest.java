package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.iccm.training.checkpoint.Checkpoint;
import org.iccm.training.checkpoint.CheckpointException;
import org.iccm.training.checkpoint.Checkpoints;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.TrainingOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResumeTest {
  @TempDir Path directory;

  @Test
  @DisplayName("killed with kill -9 at every write boundary, the end is the uninterrupted one's")
  void killedEverywhere() throws Exception {
    String uninterrupted = ResumedTraining.run(Checkpoints.in(directory.resolve("a"), 2, 0), false);
    Path root = directory.resolve("b");
    String ended = "";
    int kills = 0;
    for (int boundary = 0; ended.isEmpty(); boundary++) {
      ended = child(root, boundary);
      kills += ended.isEmpty() ? 1 : 0;
      assertThat(boundary).isLessThan(40);
    }
    assertThat(kills).isGreaterThan(10);
    assertThat(ended).isEqualTo(uninterrupted);
  }

  /** What the child printed, empty if it was killed. */
  private static String child(Path root, int boundary) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String property : System.getProperties().stringPropertyNames()) {
      if (property.startsWith("ai.djl.")) {
        command.add("-D" + property + "=" + System.getProperty(property));
      }
    }
    command.addAll(List.of("-Xmx256m", "-XX:TieredStopAtLevel=1", "-Xshare:auto", "-cp"));
    command.add(
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    command.addAll(
        List.of(
            ResumedTraining.class.getName(), root.toString(), Integer.toString(boundary), "false"));
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isIn(0, 137);
    return output.strip();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("resumed equals uninterrupted, and differs from one that lost its moments")
  void moments(boolean adapter) throws IOException {
    String uninterrupted =
        ResumedTraining.run(Checkpoints.in(directory.resolve("a"), 99, 0), adapter);
    assertThat(ResumedTraining.run(Checkpoints.in(directory.resolve("a"), 99, 0), adapter))
        .isEqualTo(uninterrupted);
    // From the fourth step's checkpoint on, in a directory that has no later one.
    Checkpoints half = Checkpoints.in(directory.resolve("b"), 99, 0);
    Path fourth = directory.resolve("a/step-000000000004");
    half.write(
        4,
        place -> {
          for (String file :
              List.of(
                  "trainer.json",
                  "tensors.safetensors",
                  "means.safetensors",
                  "squares.safetensors")) {
            java.nio.file.Files.copy(fourth.resolve(file), place.resolve(file));
          }
        });
    assertThat(ResumedTraining.run(half, adapter)).isEqualTo(uninterrupted);
    Checkpoints cold = Checkpoints.in(directory.resolve("c"), 99, 0);
    Path first = directory.resolve("a/step-000000000001");
    cold.write(
        4,
        place -> {
          for (String file : List.of("trainer.json", "tensors.safetensors")) {
            java.nio.file.Files.copy(fourth.resolve(file), place.resolve(file));
          }
          for (String file : List.of("means.safetensors", "squares.safetensors")) {
            java.nio.file.Files.copy(first.resolve(file), place.resolve(file));
          }
        });
    assertThat(ResumedTraining.run(cold, adapter)).isNotEqualTo(uninterrupted);
  }

  @Test
  @DisplayName("a checkpoint of another training is refused with all that differs")
  void anotherTraining() {
    Checkpoints checkpoints = Checkpoints.in(directory, 2, 0);
    Fixture fixture = Fixture.of("inner");
    TrainingOptions options = TrainingOptions.builder().build();
    try (T5Model model = fixture.model()) {
      model.addAdapter("a", LoraConfig.builder().rank(2).build(), 5);
      try (T5Trainer trainer = T5Trainer.adapter(model, "a", options)) {
        checkpoints.write(0, trainer::save);
      }
      Checkpoint checkpoint = checkpoints.latest().orElseThrow();
      TrainingOptions other = TrainingOptions.builder().learningRate(0.5).build();
      try (T5Trainer trainer = T5Trainer.full(model, other)) {
        assertThatThrownBy(() -> trainer.restore(checkpoint.directory()))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("learningRate=0.5")
            .hasMessageContaining("base there is " + model.digest());
      }
      model.addAdapter("b", LoraConfig.builder().rank(2).targets(List.of("wo")).build(), 5);
      try (T5Trainer trainer = T5Trainer.adapter(model, "b", options)) {
        assertThatThrownBy(() -> trainer.restore(checkpoint.directory()))
            .hasMessageContaining("other tensors");
      }
      assertThatThrownBy(
              () -> {
                try (T5Trainer trainer = T5Trainer.full(model, options)) {
                  trainer.restore(directory.resolve("none"));
                }
              })
          .hasMessageContaining("trainer.json cannot be read");
    }
  }
}
