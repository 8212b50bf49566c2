package org.iccm.training.lora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.iccm.api.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoraConfigTest {
  @TempDir Path directory;

  @Test
  void whatIsWrittenIsRead() {
    for (LoraConfig config :
        List.of(
            LoraConfig.builder().build(),
            LoraConfig.builder().rank(3).alpha(1.5).dropout(0).rankStabilised(true).build(),
            LoraConfig.builder().pattern("decoder\\..*\\.(q|wo)").build())) {
      config.write(directory);
      assertThat(LoraConfig.read(directory)).isEqualTo(config);
    }
  }

  @Test
  void layersByEndAndByPattern() {
    String q = "decoder.block.0.layer.0.SelfAttention.q";
    assertThat(LoraConfig.builder().build().addsTo(q)).isTrue();
    assertThat(LoraConfig.builder().targets(List.of("wq")).build().addsTo(q)).isFalse();
    assertThat(LoraConfig.builder().targets(List.of("SelfAttention.q")).build().addsTo(q)).isTrue();
    assertThat(LoraConfig.builder().pattern("encoder.*q").build().addsTo(q)).isFalse();
    assertThat(LoraConfig.builder().pattern("decoder.*q").build().addsTo(q)).isTrue();
  }

  @Test
  void scales() {
    LoraConfig.Builder builder = LoraConfig.builder().rank(4).alpha(8);
    assertThat(builder.build().scale()).isEqualTo(2);
    assertThat(builder.rankStabilised(true).build().scale()).isEqualTo(4);
  }

  @Test
  void allFaultsAreReportedAtOnce() throws IOException {
    Files.writeString(
        directory.resolve("adapter_config.json"),
        "{\"peft_type\":\"IA3\",\"bias\":\"all\",\"use_dora\":true,\"rank_pattern\":{\"q\":2},"
            + "\"modules_to_save\":[\"lm_head\"],\"r\":0,\"target_modules\":[]}");
    assertThatThrownBy(() -> LoraConfig.read(directory))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("peft_type: is 'IA3'")
        .hasMessageContaining("bias: must be none")
        .hasMessageContaining("use_dora: is true")
        .hasMessageContaining("rank_pattern: is {\"q\":2}")
        .hasMessageContaining("modules_to_save")
        .hasMessageContaining("rank: must be at least 1")
        .hasMessageContaining("targets: name at least one");
    assertThatThrownBy(() -> LoraConfig.builder().pattern("(").build())
        .hasMessageContaining("no regular expression");
    assertThatThrownBy(() -> LoraConfig.builder().alpha(0).dropout(1).build())
        .hasMessageContaining("alpha")
        .hasMessageContaining("dropout");
    Files.writeString(directory.resolve("adapter_config.json"), "{");
    assertThatThrownBy(() -> LoraConfig.read(directory)).hasMessageContaining("not JSON");
    assertThatThrownBy(() -> LoraConfig.read(directory.resolve("none")))
        .hasMessageContaining("is not there");
  }

  @Test
  void allLinear() throws IOException {
    Files.writeString(
        directory.resolve("adapter_config.json"),
        "{\"peft_type\":\"LORA\",\"target_modules\":\"all-linear\",\"r\":2,\"lora_alpha\":2}");
    assertThat(LoraConfig.read(directory).addsTo("encoder.block.0.layer.1.DenseReluDense.wi"))
        .isTrue();
  }
}
