package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.iccm.api.error.ConfigurationException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class T5ConfigTest {
  @TempDir Path directory;

  @ParameterizedTest
  @DisplayName("sizes count to what their table says")
  @CsvSource({
    "TEST,459776",
    "LAB,8918784",
    "SMALL,60492288",
    "BASE,222882048",
    "B1,1173707520",
    "B3,2934896640",
    "B5,5072440320",
  })
  void parameterCounts(T5Size size, long parameters) {
    assertThat(size.config().parameters()).isEqualTo(parameters);
  }

  @Test
  @DisplayName("CodeT5+ 770M counts 737.6 million")
  void codeT5Large() {
    T5Config large =
        T5Config.builder()
            .width(1024)
            .feedForwardWidth(4096)
            .heads(16)
            .encoderBlocks(24)
            .decoderBlocks(24)
            .build();
    assertThat(large.parameters()).isBetween(737_500_000L, 737_700_000L);
  }

  @ParameterizedTest
  @EnumSource(T5Size.class)
  void whatIsWrittenIsRead(T5Size size) {
    size.config().write(directory);
    assertThat(T5Config.read(directory)).isEqualTo(size.config());
    T5Config other =
        size.config().toBuilder()
            .tied(false)
            .scaledOutput(false)
            .dropout(0.25)
            .startId(3)
            .buckets(16)
            .build();
    other.write(directory);
    assertThat(T5Config.read(directory.resolve("config.json"))).isEqualTo(other);
    assertThat(other).isNotEqualTo(size.config());
  }

  @Test
  @DisplayName("CodeT5's config.json, with all that does not concern us")
  void codeT5() throws IOException {
    write(
        "{\"architectures\":[\"T5ForConditionalGeneration\"],\"bos_token_id\":1,\"d_ff\":2048,"
            + "\"d_kv\":64,\"d_model\":512,\"decoder_start_token_id\":0,\"dropout_rate\":0.1,"
            + "\"eos_token_id\":2,\"feed_forward_proj\":\"relu\",\"gradient_checkpointing\":false,"
            + "\"id2label\":{\"0\":\"LABEL_0\"},\"initializer_factor\":1.0,"
            + "\"is_encoder_decoder\":true,\"layer_norm_epsilon\":1e-06,\"model_type\":\"t5\","
            + "\"n_positions\":512,\"num_decoder_layers\":6,\"num_heads\":8,\"num_layers\":6,"
            + "\"output_past\":true,\"pad_token_id\":0,\"relative_attention_num_buckets\":32,"
            + "\"task_specific_params\":null,\"use_cache\":true,\"vocab_size\":32100}");
    assertThat(T5Config.read(directory)).isEqualTo(T5Size.SMALL.config());
  }

  @Test
  @DisplayName("v1.1 is neither tied nor scaled; an explicit scale_decoder_outputs decides")
  void tying() throws IOException {
    write("{\"feed_forward_proj\":\"gated-gelu\",\"tie_word_embeddings\":false}");
    T5Config old = T5Config.read(directory);
    assertThat(old.tied()).isFalse();
    assertThat(old.scaledOutput()).isFalse();
    assertThat(old.feedForward()).isEqualTo(FeedForwardKind.GATED_GELU);
    write("{\"tie_word_embeddings\":true,\"scale_decoder_outputs\":false}");
    assertThat(T5Config.read(directory).scaledOutput()).isFalse();
    write("{}");
    assertThat(T5Config.read(directory).scaledOutput()).isTrue();
    assertThat(T5Config.read(directory).vocabulary()).isEqualTo(32_128);
  }

  @Test
  void allFaultsAreReportedAtOnce() throws IOException {
    write(
        "{\"model_type\":\"codet5p\",\"d_model\":0,\"d_ff\":\"wide\",\"dropout_rate\":1,"
            + "\"feed_forward_proj\":\"gated-silu\",\"eos_token_id\":50000,"
            + "\"tie_word_embeddings\":1,\"layer_norm_epsilon\":\"x\"}");
    assertThatThrownBy(() -> T5Config.read(directory))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("config.json: model_type: is 'codet5p'")
        .hasMessageContaining("d_ff: must be a whole number, is \"wide\"")
        .hasMessageContaining("width: must be at least 1, is 0")
        .hasMessageContaining("feed_forward_proj: is 'gated-silu'")
        .hasMessageContaining("dropout: must be at least 0 and below 1, is 1.0")
        .hasMessageContaining("vocabulary: must be above the ids")
        .hasMessageContaining("tie_word_embeddings: must be true or false")
        .hasMessageContaining("layer_norm_epsilon: must be a number");
  }

  @Test
  void aMissingOrBrokenFileIsNamed() throws IOException {
    assertThatThrownBy(() -> T5Config.read(directory))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("config.json: is not there");
    write("{");
    assertThatThrownBy(() -> T5Config.read(directory)).hasMessageContaining("is not JSON");
    write("[]");
    assertThatThrownBy(() -> T5Config.read(directory)).hasMessageContaining("not a JSON object");
    assertThatThrownBy(() -> T5Size.TEST.config().write(directory.resolve("none")))
        .hasMessageContaining("cannot be written");
  }

  @Test
  void valuesOutOfRange() {
    assertThatThrownBy(() -> T5Config.builder().buckets(30).build())
        .hasMessageContaining("multiple of 4");
    assertThatThrownBy(() -> T5Config.builder().maxDistance(16).build())
        .hasMessageContaining("below twice maxDistance");
    assertThatThrownBy(() -> T5Config.builder().epsilon(0).build()).hasMessageContaining("epsilon");
    assertThatThrownBy(() -> T5Config.builder().padId(-1).heads(0).build())
        .hasMessageContaining("padId")
        .hasMessageContaining("heads");
    assertThat(T5Size.TEST.config())
        .hasToString(
            "T5Config[d=64, ff=128 gated-gelu, heads=4x16, blocks=2+2, V=4096, tied,"
                + " parameters=459776]");
  }

  private void write(String json) throws IOException {
    Files.writeString(directory.resolve("config.json"), json);
  }
}
