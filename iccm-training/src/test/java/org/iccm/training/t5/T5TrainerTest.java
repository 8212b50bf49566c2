package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.weights.SafetensorsReader;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class T5TrainerTest {
  static final List<String> NAMES = Fixture.NAMES;

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("six steps of AdamW with warm-up, decay and clipping end where PyTorch's do")
  void sameAsPyTorch(String name) {
    Fixture fixture = Fixture.of(name);
    JsonNode json = fixture.json("case.json").get("adamw");
    TrainingOptions options =
        TrainingOptions.builder()
            .learningRate(1e-2)
            .weightDecay(0.1)
            .clip(0.5)
            .schedule(Schedule.linear(2, 6))
            .build();
    try (T5Model model = fixture.model();
        T5Trainer trainer = T5Trainer.full(model, options);
        SafetensorsReader expected = fixture.tensors("adamw.safetensors")) {
      TokenBatch batch = fixture.batch(model.config());
      for (int i = 0; i < 6; i++) {
        StepResult result = trainer.step(batch);
        assertThat(result.loss()).isCloseTo(json.get("losses").get(i).doubleValue(), within(1e-4));
        assertThat(result.gradientNorm())
            .isCloseTo(json.get("norms").get(i).doubleValue(), within(1e-3));
      }
      // A weight whose gradient is nearly 0 moves by its sign: there a rounding error shows.
      model
          .parameters()
          .all()
          .forEach(
              (parameter, tensor) ->
                  Fixture.assertClose(
                      parameter, Torch.toFloats(tensor), expected.read(parameter), 2e-4));
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("block by block equals one graph bit for bit, dropout and adapters included")
  void checkpointing(String name) {
    Fixture fixture = Fixture.of(name);
    for (double dropout : new double[] {0, 0.2}) {
      for (boolean adapter : new boolean[] {false, true}) {
        assertThat(digests(fixture, dropout, adapter, true))
            .as(name + " dropout " + dropout + " adapter " + adapter)
            .isEqualTo(digests(fixture, dropout, adapter, false));
      }
    }
  }

  private static List<String> digests(
      Fixture fixture, double dropout, boolean adapter, boolean checkpointing) {
    TrainingOptions options =
        TrainingOptions.builder().dropout(dropout).checkpointing(checkpointing).seed(9).build();
    try (T5Model model = fixture.model()) {
      model.addAdapter("a", LoraConfig.builder().rank(2).dropout(dropout).build(), 4);
      List<String> results = new ArrayList<>();
      try (T5Trainer trainer =
          adapter ? T5Trainer.adapter(model, "a", options) : T5Trainer.full(model, options)) {
        TokenBatch batch = fixture.batch(model.config());
        for (int i = 0; i < 3; i++) {
          StepResult result = trainer.step(List.of(batch, batch));
          results.add(result.loss() + " " + result.gradientNorm());
        }
        trainer.tensors().forEach((n, t) -> results.add(n + " " + bits(Torch.toFloats(t))));
      }
      return results;
    }
  }

  private static String bits(float[] values) {
    int hash = 1;
    for (float v : values) {
      hash = 31 * hash + Float.floatToRawIntBits(v);
    }
    return Integer.toHexString(hash);
  }

  @Test
  @DisplayName("several small batches are one large one")
  void accumulation() {
    Fixture fixture = Fixture.of("relu-tied");
    JsonNode json = fixture.json("case.json");
    List<int[]> sources = Fixture.sequences(json.get("sources"));
    List<int[]> targets = Fixture.sequences(json.get("targets"));
    TrainingOptions options = TrainingOptions.builder().learningRate(1e-4).build();
    try (T5Model together = fixture.model();
        T5Model apart = fixture.model();
        T5Trainer one = T5Trainer.full(together, options);
        T5Trainer many = T5Trainer.full(apart, options)) {
      List<TokenBatch> rows = new ArrayList<>();
      for (int r = 0; r < sources.size(); r++) {
        rows.add(TokenBatch.of(apart.config(), List.of(sources.get(r)), List.of(targets.get(r))));
      }
      StepResult a = one.step(TokenBatch.of(together.config(), sources, targets));
      StepResult b = many.step(rows);
      assertThat(b.loss()).isCloseTo(a.loss(), within(1e-5));
      assertThat(b.gradientNorm()).isCloseTo(a.gradientNorm(), within(1e-4));
      assertThat(b.targetTokens()).isEqualTo(a.targetTokens());
    }
  }

  @Test
  @DisplayName("an adapter learns while the base stays, and only it")
  void adapterLearns() {
    Fixture fixture = Fixture.of("inner");
    try (T5Model model = fixture.model()) {
      TokenBatch batch = fixture.batch(model.config());
      String base = model.digest();
      double bare = model.loss(batch);
      model.addAdapter("a", LoraConfig.builder().pattern(".*").rank(4).build(), 1);
      TrainingOptions options = TrainingOptions.builder().learningRate(3e-2).build();
      try (T5Trainer trainer = T5Trainer.adapter(model, "a", options)) {
        for (int i = 0; i < 60; i++) {
          trainer.step(batch);
        }
      }
      assertThat(model.loss(batch)).isLessThan(bare - 1);
      assertThat(model.digest()).isEqualTo(base);
      model.useAdapter(null);
      assertThat(model.loss(batch)).isEqualTo(bare);
    }
  }

  @Test
  @DisplayName("ten pairs are learned to exact output")
  void overfit() {
    T5Config config = T5Size.TEST.config();
    SplittableRandom random = new SplittableRandom(11);
    List<int[]> sources = new ArrayList<>();
    List<int[]> targets = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      sources.add(sequence(random, 8 + i));
      targets.add(sequence(random, 4 + i));
    }
    TrainingOptions options =
        TrainingOptions.builder().learningRate(3e-3).schedule(Schedule.linear(20, 200)).build();
    try (T5Model model = T5Model.random(config, 2)) {
      try (T5Trainer trainer = T5Trainer.full(model, options)) {
        TokenBatch batch = TokenBatch.of(config, sources, targets);
        for (int i = 0; i < 200; i++) {
          trainer.step(batch);
        }
      }
      List<Generated> written = model.generate(sources, GenerationOptions.builder().build());
      for (int i = 0; i < 10; i++) {
        assertThat(written.get(i).tokens()).containsExactly(targets.get(i));
      }
    }
  }

  private static int[] sequence(SplittableRandom random, int length) {
    int[] s = random.ints(length, 3, 4096).toArray();
    s[length - 1] = 2;
    return s;
  }

  private static final int STEPS = 2_000;

  @Test
  @DisplayName("2,000 steps leave no tensor and no memory behind")
  void flatMemory() throws IOException {
    Fixture fixture = Fixture.of("inner");
    try (T5Model model = fixture.model();
        T5Trainer trainer =
            T5Trainer.full(model, TrainingOptions.builder().learningRate(1e-4).build())) {
      TokenBatch batch = fixture.batch(model.config());
      int held = model.parameters().held();
      long resident = 0;
      for (int i = 0; i < STEPS; i++) {
        if (i == STEPS / 4) {
          resident = residentKilobytes();
        }
        trainer.step(batch);
      }
      assertThat(model.parameters().held()).isEqualTo(held);
      // The heap may still grow; a leak of one step's tensors would be 200 MB and more.
      assertThat(residentKilobytes() - resident).isLessThan(100_000);
    }
  }

  private static long residentKilobytes() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(l -> l.startsWith("VmRSS:"))
        .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void divergenceChangesNothing() {
    Fixture fixture = Fixture.of("inner");
    try (T5Model model = fixture.model();
        T5Trainer trainer = T5Trainer.full(model, TrainingOptions.builder().build())) {
      Torch.memory(model.parameters().get("shared.weight")).put(5 * 12, Float.NaN);
      String before = model.digest();
      TokenBatch batch =
          TokenBatch.of(model.config(), List.of(new int[] {5, 1}), List.of(new int[] {1}));
      assertThatThrownBy(() -> trainer.step(batch))
          .isInstanceOf(DivergedException.class)
          .hasMessageContaining("step 0");
      assertThat(model.digest()).isEqualTo(before);
      assertThat(trainer.steps()).isZero();
      assertThatThrownBy(() -> trainer.step(List.of())).hasMessageContaining("no batch");
      trainer.close();
      assertThatThrownBy(() -> trainer.step(batch)).hasMessageContaining("closed");
    }
  }
}
