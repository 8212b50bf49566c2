package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.SafetensorsWriter;
import org.iccm.training.weights.WeightsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class T5ModelTest {
  private final Fixture fixture = Fixture.of("relu-tied");
  @TempDir Path directory;

  @BeforeEach
  void config() throws IOException {
    Files.copy(fixture.directory().resolve("config.json"), directory.resolve("config.json"));
  }

  @Test
  @DisplayName("missing, extra and misshaped tensors are all named in one error")
  void weightsThatDoNotFit() {
    SafetensorsWriter writer = copy("decoder.final_layer_norm.weight", "shared.weight");
    writer
        .add("shared.weight", new long[] {2, 2}, new float[4])
        .add("bonus.weight", new long[] {1}, new float[1])
        .writeDirectory(directory);
    assertThatThrownBy(() -> T5Model.load(directory))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("tensor 'decoder.final_layer_norm.weight' [16] is missing")
        .hasMessageContaining("tensor 'shared.weight' has shape [2, 2]")
        .hasMessageContaining("asks for [48, 16]")
        .hasMessageContaining("tensor 'bonus.weight' is none of this model");
  }

  @Test
  @DisplayName("tied files may repeat the embedding, or have it under another name only")
  void repeatedAndRenamedEmbeddings() {
    float[] shared;
    try (SafetensorsReader in = fixture.tensors("model.safetensors")) {
      shared = in.read("shared.weight");
    }
    long[] shape = {48, 16};
    try (T5Model original = fixture.model()) {
      copy()
          .add("lm_head.weight", shape, shared)
          .add("encoder.embed_tokens.weight", shape, shared)
          .add("decoder.embed_tokens.weight", shape, shared)
          .add(
              "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight",
              new long[] {32, 4},
              new float[128])
          .writeDirectory(directory);
      try (T5Model repeated = T5Model.load(directory)) {
        assertThat(repeated.digest()).isEqualTo(original.digest());
        assertThat(repeated.config()).isEqualTo(original.config());
      }
      copy("shared.weight")
          .add("decoder.embed_tokens.weight", shape, shared)
          .writeDirectory(directory);
      try (T5Model renamed = T5Model.load(directory)) {
        assertThat(renamed.digest()).isEqualTo(original.digest());
      }
    }
  }

  @Test
  @DisplayName("an output layer that differs from the embedding is kept, whatever the config says")
  void ownHead() {
    float[] head = new float[48 * 16];
    Arrays.fill(head, 0.25f);
    copy().add("lm_head.weight", new long[] {48, 16}, head).writeDirectory(directory);
    try (T5Model model = T5Model.load(directory)) {
      assertThat(model.config().tied()).isFalse();
      assertThat(model.loss(fixture.batch(model.config()))).isBetween(3.8, 3.9);
    }
  }

  @Test
  void batchesThatCannotBe() {
    T5Config config = T5Size.TEST.config();
    int[] good = {5, 2};
    assertThatThrownBy(() -> TokenBatch.of(config, List.of(new int[0]), List.of(good)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("source 0 is empty");
    assertThatThrownBy(
            () -> TokenBatch.of(config, List.of(good, good), List.of(good, new int[] {1, 4096})))
        .hasMessageContaining("target 1 has id 4096 at place 1")
        .hasMessageContaining("0 to 4095");
    assertThatThrownBy(() -> TokenBatch.of(config, List.of(new int[] {-1}), List.of(good)))
        .hasMessageContaining("id -1");
    assertThatThrownBy(() -> TokenBatch.of(config, List.of(good), List.of()))
        .hasMessageContaining("1 sources and 0 targets");
    assertThatThrownBy(() -> TokenBatch.of(config, List.of(), List.of()))
        .hasMessageContaining("no source");
    TokenBatch batch = TokenBatch.of(config, List.of(good, new int[] {1}), List.of(good, good));
    assertThat(batch.rows()).isEqualTo(2);
    assertThat(batch.sourceTokens()).isEqualTo(3);
    assertThat(batch.targetTokens()).isEqualTo(4);
  }

  @Test
  void equalSeedsGiveEqualModels() {
    T5Config config = T5Size.TEST.config();
    try (T5Model a = T5Model.random(config, 7);
        T5Model b = T5Model.random(config, 7);
        T5Model c = T5Model.random(config, 8)) {
      assertThat(a.digest()).isEqualTo(b.digest()).isNotEqualTo(c.digest());
      TokenBatch batch =
          TokenBatch.of(config, List.of(new int[] {5, 6, 2}), List.of(new int[] {7, 2}));
      assertThat(a.loss(batch)).isEqualTo(b.loss(batch));
    }
  }

  @Test
  @DisplayName("NaN weights give a NaN loss, not an error")
  void notANumber() {
    float[] nan = new float[16];
    Arrays.fill(nan, Float.NaN);
    copy("encoder.final_layer_norm.weight")
        .add("encoder.final_layer_norm.weight", new long[] {16}, nan)
        .writeDirectory(directory);
    try (T5Model model = T5Model.load(directory)) {
      assertThat(model.loss(fixture.batch(model.config()))).isNaN();
    }
  }

  @Test
  @DisplayName("a source whose attention cannot fit the machine is refused before it is tried")
  void aSourceOfAHundredThousandTokens() {
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 1)) {
      int[] source = new int[100_000];
      Arrays.fill(source, 9);
      TokenBatch batch = TokenBatch.of(model.config(), List.of(source), List.of(new int[] {2}));
      assertThatThrownBy(() -> model.loss(batch))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("100000 tokens of source")
          .hasMessageContaining("GB");
    }
  }

  @Test
  void aClosedModelSaysSo() {
    T5Model model = fixture.model();
    TokenBatch batch = fixture.batch(model.config());
    model.close();
    model.close();
    assertThatThrownBy(() -> model.loss(batch))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  @DisplayName("nothing stays behind a call")
  void nothingLeaks() {
    try (T5Model model = fixture.model()) {
      int held = model.parameters().held();
      for (int i = 0; i < 3; i++) {
        assertThat(model.loss(fixture.batch(model.config()))).isPositive();
      }
      assertThat(model.parameters().held()).isEqualTo(held).isEqualTo(55);
    }
  }

  /** The fixture's tensors without the named ones, to be written elsewhere. */
  private SafetensorsWriter copy(String... without) {
    SafetensorsWriter writer = new SafetensorsWriter();
    try (SafetensorsReader in = fixture.tensors("model.safetensors")) {
      for (String name : in.names()) {
        if (!List.of(without).contains(name)) {
          long[] shape = in.info(name).shape().stream().mapToLong(d -> d).toArray();
          writer.add(name, shape, in.read(name));
        }
      }
    }
    return writer;
  }
}
