package org.iccm.training.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.iccm.training.weights.SafetensorsReader;
import org.iccm.training.weights.TensorType;
import org.iccm.training.weights.WeightsException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExtraTokensTest {
  private static final int IDS = 4096;
  private static final int WIDTH = 64;
  private static final List<String> MARKERS = RequirementFormat.markers();

  @TempDir Path directory;
  private Path from;
  private Path to;

  /** A tokenizer as a model from elsewhere has it: none of its tokens is about requirements. */
  @BeforeEach
  void foreignTokenizer() throws IOException {
    from = Files.createDirectories(directory.resolve("from"));
    to = directory.resolve("to");
    try (TextTokenizer shipped = TextTokenizer.shipped(ShippedTokenizer.CODE_4K)) {
      shipped.save(from);
    }
    Path file = from.resolve(TextTokenizer.FILE);
    ObjectNode root = (ObjectNode) new ObjectMapper().readTree(file.toFile());
    ArrayNode added = (ArrayNode) root.get("added_tokens");
    ObjectNode vocabulary = (ObjectNode) root.get("model").get("vocab");
    for (int id = added.size() - 1; id >= 4; id--) {
      String token = added.remove(id).get("content").asText();
      vocabulary.remove(token);
      vocabulary.put("<extra_id_" + id + ">", id);
    }
    Files.writeString(file, root.toString());
  }

  private T5Config model(int vocabulary, boolean tied, TensorType type, long longestFile) {
    T5Config config = T5Size.TEST.config().toBuilder().vocabulary(vocabulary).tied(tied).build();
    try (T5Model model = T5Model.random(config, 5)) {
      model.save(from, type, longestFile);
    }
    return config;
  }

  @ParameterizedTest
  @CsvSource({
    "4096, true, 4101",
    "4096, false, 4101",
    "4099, true, 4101", // some ids fit what pads the vocabulary
    "4224, false, 4224" // all do
  })
  @DisplayName("ids, rows and vocab_size grow together; what was there stays bit for bit")
  void grow(int before, boolean tied, int after) {
    model(before, tied, TensorType.F32, Long.MAX_VALUE);
    Map<String, Integer> ids = ExtraTokens.add(from, to, MARKERS, 1);
    assertThat(ids.keySet()).containsExactlyElementsOf(MARKERS);
    assertThat(ids.values()).containsExactly(4096, 4097, 4098, 4099, 4100);
    assertThat(T5Config.read(to).vocabulary()).isEqualTo(after);
    try (SafetensorsReader old = SafetensorsReader.open(from);
        SafetensorsReader now = SafetensorsReader.open(to)) {
      assertThat(now.names()).containsExactlyElementsOf(old.names());
      for (String name : old.names()) {
        float[] was = old.read(name);
        assertThat(Arrays.equals(Arrays.copyOf(now.read(name), was.length), was)).as(name).isTrue();
      }
      for (String name : List.of("shared.weight", "lm_head.weight")) {
        if (now.names().contains(name)) {
          assertThat(now.info(name).shape()).containsExactly((long) after, (long) WIDTH);
          newRows(now.read(name), before, after);
        }
      }
    }
  }

  private static void newRows(float[] matrix, int before, int after) {
    double[] mean = new double[WIDTH];
    for (int i = 0; i < IDS * WIDTH; i++) {
      mean[i % WIDTH] += matrix[i] / (double) IDS;
    }
    List<float[]> rows = new ArrayList<>();
    for (int r = before; r < after; r++) {
      float[] row = Arrays.copyOfRange(matrix, r * WIDTH, (r + 1) * WIDTH);
      for (int i = 0; i < WIDTH; i++) {
        assertThat((double) row[i]).isCloseTo(mean[i], within(.15));
      }
      assertThat(rows).noneMatch(other -> Arrays.equals(other, row));
      rows.add(row);
    }
  }

  @Test
  @DisplayName("the new directory loads, and new tokens are one id each, in no plain text")
  void reloads() throws IOException {
    model(IDS, true, TensorType.F32, Long.MAX_VALUE);
    ExtraTokens.add(from, to, MARKERS, 1);
    try (T5Model model = T5Model.load(to);
        TextTokenizer tokenizer = TextTokenizer.load(to);
        TextTokenizer old = TextTokenizer.load(from);
        HuggingFaceTokenizer hub = HuggingFaceTokenizer.newInstance(to.resolve("tokenizer.json"))) {
      RequirementFormat.of(tokenizer, model.config());
      assertThat(tokenizer.vocabulary()).isEqualTo(model.config().vocabulary()).isEqualTo(4101);
      for (String marker : MARKERS) {
        long id = tokenizer.idOf(marker).orElseThrow();
        assertThat(hub.encode(marker + "x", false, false).getIds()[0]).isEqualTo(id);
        assertThat(hub.decode(new long[] {id}, false)).isEqualTo(marker);
        assertThat(tokenizer.decode(new int[] {(int) id})).isEmpty();
        assertThat(tokenizer.decode(tokenizer.encodePlain(marker))).isEqualTo(marker);
        assertThat(tokenizer.encodePlain(marker)).hasSizeGreaterThan(1);
      }
      String text = "def mean(values):\n    return 15 % of 2024";
      assertThat(tokenizer.encode(text)).isEqualTo(old.encode(text));
      assertThat(model.generate(List.of(new int[] {4100, 5, 2}), options())).hasSize(1);
    }
  }

  private static GenerationOptions options() {
    return GenerationOptions.builder().maxTokens(3).build();
  }

  @Test
  @DisplayName("what Hugging Face writes beside stays: other keys, other files, copies, halves")
  void likeHuggingFace() throws IOException {
    model(IDS, true, TensorType.BF16, 300_000);
    Path config = from.resolve("config.json");
    ObjectNode root = (ObjectNode) new ObjectMapper().readTree(config.toFile());
    root.put("n_positions", 512);
    Files.writeString(config, root.toString());
    Files.writeString(from.resolve("special_tokens_map.json"), "{}");
    assertThat(from.resolve(SafetensorsReader.INDEX)).exists();
    ExtraTokens.add(from, to, MARKERS, 1);
    assertThat(new ObjectMapper().readTree(to.resolve("config.json").toFile()).get("n_positions"))
        .hasToString("512");
    assertThat(to.resolve("special_tokens_map.json")).hasContent("{}");
    try (SafetensorsReader now = SafetensorsReader.open(to)) {
      assertThat(now.names()).allMatch(n -> now.info(n).type() == TensorType.BF16);
    }
    Path again = directory.resolve("again");
    ExtraTokens.add(from, again, MARKERS, 1);
    assertThat(again.resolve(SafetensorsReader.SINGLE))
        .hasSameBinaryContentAs(to.resolve(SafetensorsReader.SINGLE));
  }

  @Test
  @DisplayName("tokens that are there already keep their ids")
  void twice() {
    model(IDS, true, TensorType.F32, Long.MAX_VALUE);
    Map<String, Integer> first = ExtraTokens.add(from, to, MARKERS, 1);
    Path more = directory.resolve("more");
    List<String> tokens = new ArrayList<>(MARKERS);
    tokens.add("<example>");
    Map<String, Integer> second = ExtraTokens.add(to, more, tokens, 1);
    assertThat(second).containsAllEntriesOf(first).containsEntry("<example>", 4101);
    assertThat(T5Config.read(more).vocabulary()).isEqualTo(4102);
  }

  @Test
  @DisplayName("what cannot be is refused before anything is written")
  void refused() throws IOException {
    model(IDS, true, TensorType.F32, Long.MAX_VALUE);
    assertThatThrownBy(() -> ExtraTokens.add(from, from, MARKERS, 1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("is not empty");
    assertThatThrownBy(() -> ExtraTokens.add(from, to, List.of(""), 1))
        .isInstanceOf(IllegalArgumentException.class);
    Path config = from.resolve("config.json");
    Files.writeString(config, Files.readString(config).replace("4096", "5000"));
    assertThatThrownBy(() -> ExtraTokens.add(from, to, MARKERS, 1))
        .isInstanceOf(WeightsException.class)
        .hasMessageContaining("[4096, 64], config.json asks for [5000, 64]");
    assertThatThrownBy(() -> ExtraTokens.add(directory, to, MARKERS, 1))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("config.json");
  }
}
