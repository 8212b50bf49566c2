package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.SafetensorsWriter;
import org.iccm.training.weights.WeightsException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class AdapterTest {
  static final List<String> NAMES = Fixture.NAMES;

  /** A's gradients are products of two weights more: processors differ in the sixth digit. */
  private static final double STEEP = 5e-5;

  private static final double TOLERANCE = 1e-5;
  @TempDir Path directory;

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("peft's adapter: logits, loss, gradients and merged weights are peft's")
  @SuppressWarnings("try") // the mode is there to be closed
  void sameAsPeft(String name) {
    Fixture fixture = Fixture.of(name);
    try (T5Model model = fixture.model();
        SafetensorsReader expected = fixture.tensors("lora/expected.safetensors")) {
      TokenBatch batch = fixture.batch(model.config());
      String base = model.digest();
      model.loadAdapter("peft", fixture.directory().resolve("lora"));
      Adapter adapter = model.adapter("peft");
      try (Leaves leaves = new Leaves(adapter.tensors().values());
          Torch.GradientMode mode = Torch.gradients(true);
          PtNDManager scope = Torch.newManager()) {
        Pass pass = Pass.training(scope, 0, 0, leaves);
        PtNDArray logits = model.network().forward(pass, batch);
        Fixture.assertClose("logits", Torch.toFloats(logits), expected.read("logits"), TOLERANCE);
        PtNDArray loss = model.network().loss(pass, logits, batch.labels(), batch.targetTokens());
        assertThat(Torch.toFloats(loss)[0]).isCloseTo(expected.read("loss")[0], within(1e-5f));
        JniUtils.backward(loss, Torch.floats(scope, new float[] {1}, 1), false, false);
        adapter
            .tensors()
            .forEach(
                (tensor, values) -> {
                  try (PtNDArray gradient = leaves.gradient(values)) {
                    Fixture.assertClose(
                        tensor, Torch.toFloats(gradient), expected.read("grad." + tensor), STEEP);
                  }
                });
      }
      List<int[]> prompts =
          Fixture.sequences(fixture.json("generation.json").get("prompts")).subList(0, 9);
      GenerationOptions options = GenerationOptions.builder().maxTokens(12).build();
      List<Generated> apart = model.generate(prompts, options);
      double loss = model.loss(batch);
      assertThat(model.digest()).isEqualTo(base);

      model.mergeAdapter("peft");
      assertThat(model.activeAdapter()).isEmpty();
      for (String tensor : expected.names()) {
        if (tensor.startsWith("merged.")) {
          Fixture.assertClose(
              tensor,
              Torch.toFloats(model.parameters().get(tensor.substring(7))),
              expected.read(tensor),
              TOLERANCE);
        }
      }
      assertThat(model.loss(batch)).isCloseTo(loss, within(TOLERANCE));
      List<Generated> together = model.generate(prompts, options);
      for (int r = 0; r < prompts.size(); r++) {
        assertThat(together.get(r).tokens()).containsExactly(apart.get(r).tokens());
      }
      assertThatThrownBy(() -> model.useAdapter("peft")).hasMessageContaining("merged");
      model.unmergeAdapter();
      assertThat(model.digest()).isEqualTo(base);
      assertThatThrownBy(model::unmergeAdapter).hasMessageContaining("no adapter is merged");
    }
  }

  @Test
  @DisplayName("a fresh adapter changes nothing, several share a base, one is active")
  void several() {
    Fixture fixture = Fixture.of("inner");
    try (T5Model model = fixture.model()) {
      TokenBatch batch = fixture.batch(model.config());
      double bare = model.loss(batch);
      model.loadAdapter("peft", fixture.directory().resolve("lora"));
      double peft = model.loss(batch);
      assertThat(peft).isNotEqualTo(bare);
      model.addAdapter("fresh", LoraConfig.builder().pattern(".*").build(), 1);
      assertThat(model.activeAdapter()).contains("fresh");
      assertThat(model.loss(batch)).isEqualTo(bare);
      model.useAdapter("peft");
      assertThat(model.loss(batch)).isEqualTo(peft);
      model.useAdapter(null);
      assertThat(model.loss(batch)).isEqualTo(bare);
      assertThat(model.adapters()).containsExactlyInAnyOrder("peft", "fresh");
      model.useAdapter("peft");
      model.removeAdapter("peft");
      assertThat(model.loss(batch)).isEqualTo(bare);
      assertThatThrownBy(() -> model.useAdapter("peft"))
          .hasMessageContaining("no adapter 'peft'; there are [fresh]");
      assertThatThrownBy(() -> model.addAdapter("fresh", LoraConfig.builder().build(), 1))
          .hasMessageContaining("already");
      assertThatThrownBy(
              () -> model.addAdapter("none", LoraConfig.builder().targets(List.of("x")).build(), 1))
          .hasMessageContaining("adds to no layer")
          .hasMessageContaining("decoder.block.0.layer.0.SelfAttention.k");
    }
  }

  @Test
  void whatIsSavedLoadsAgain() {
    Fixture fixture = Fixture.of("gated-untied");
    try (T5Model model = fixture.model()) {
      TokenBatch batch = fixture.batch(model.config());
      model.loadAdapter("a", fixture.directory().resolve("lora"));
      model.saveAdapter("a", directory.resolve("saved"));
      model.loadAdapter("b", directory.resolve("saved"));
      double b = model.loss(batch);
      model.useAdapter("a");
      assertThat(model.loss(batch)).isEqualTo(b);
      try (SafetensorsReader theirs = fixture.tensors("lora/adapter_model.safetensors");
          SafetensorsReader ours =
              SafetensorsReader.open(directory.resolve("saved/adapter_model.safetensors"))) {
        assertThat(ours.names()).containsExactlyInAnyOrderElementsOf(theirs.names());
        theirs.names().forEach(n -> assertThat(ours.read(n)).containsExactly(theirs.read(n)));
      }
    }
  }

  @Test
  @DisplayName("an adapter of another model is refused with all that does not fit")
  void doesNotFit() throws IOException {
    Path lora = Fixture.of("inner").directory().resolve("lora");
    Files.copy(lora.resolve("adapter_config.json"), directory.resolve("adapter_config.json"));
    String q = "base_model.model.decoder.block.0.layer.0.SelfAttention.q.lora_A.weight";
    new SafetensorsWriter()
        .add(q, new long[] {3, 99}, new float[297])
        .add("base_model.model.other.lora_A.weight", new long[] {1}, new float[1])
        .writeFile(directory.resolve("adapter_model.safetensors"));
    try (T5Model model = Fixture.of("inner").model()) {
      assertThatThrownBy(() -> model.loadAdapter("x", directory))
          .isInstanceOf(WeightsException.class)
          .hasMessageContaining("q.lora_A.weight' has shape [3, 99]")
          .hasMessageContaining("q.lora_B.weight' is missing")
          .hasMessageContaining("other.lora_A.weight' belongs to no layer");
      assertThat(model.adapters()).isEmpty();
    }
  }
}
