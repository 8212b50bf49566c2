package org.iccm.training.tokenizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.t5.T5Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TextTokenizerTest {
  private static final String[] TEXTS = {
    "",
    " ",
    "\n\n\t  x",
    "def mean(values: list[float]) -> float:\n    return sum(values) / len(values)\n",
    "Prices above 1234567.89 get 15% off, \"at least\" 3 items.",
    "größer, naïve, 日本語, 🙂🙃, \u0000\u0001",
    "a".repeat(3000),
  };

  @TempDir Path directory;

  @ParameterizedTest
  @EnumSource(ShippedTokenizer.class)
  @DisplayName("every text comes back as it was, and ends with the end's id")
  void roundTrip(ShippedTokenizer shipped) {
    try (TextTokenizer tokenizer = TextTokenizer.shipped(shipped)) {
      for (String text : TEXTS) {
        int[] ids = tokenizer.encode(text);
        assertThat(ids[ids.length - 1]).isEqualTo(2);
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
        assertThat(Arrays.copyOf(ids, ids.length - 1)).isEqualTo(tokenizer.encodePlain(text));
        assertThat(Arrays.stream(ids)).allMatch(id -> id >= 0 && id < tokenizer.vocabulary());
      }
      assertThat(tokenizer.decode(tokenizer.encode("a\ud800b"))).isEqualTo("a?b");
    }
  }

  @ParameterizedTest
  @EnumSource(ShippedTokenizer.class)
  @DisplayName("special tokens in a text are plain text")
  void nothingIsSmuggledIn(ShippedTokenizer shipped) {
    try (TextTokenizer tokenizer = TextTokenizer.shipped(shipped)) {
      for (String text : new String[] {"</s>", "x</s><functional>y", "<<s>>", "<pad></s"}) {
        int[] ids = tokenizer.encodePlain(text);
        assertThat(Arrays.stream(ids)).allMatch(id -> id > 9);
        assertThat(tokenizer.decode(ids)).isEqualTo(text);
      }
    }
  }

  @Test
  @DisplayName("digits stand alone")
  void digits() {
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K)) {
      assertThat(tokenizer.encodePlain("1234567")).hasSize(7).doesNotHaveDuplicates();
    }
  }

  @Test
  @DisplayName("ids fit the models that they are for, kinds of requirements have theirs")
  void vocabularies() {
    try (TextTokenizer small = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
        TextTokenizer large = TextTokenizer.shipped(ShippedTokenizer.CODE_32K)) {
      assertThat(small.vocabulary()).isEqualTo(T5Size.LAB.config().vocabulary());
      assertThat(large.vocabulary()).isEqualTo(T5Size.SMALL.config().vocabulary());
      for (TextTokenizer tokenizer : new TextTokenizer[] {small, large}) {
        assertThat(tokenizer.idOf("<pad>")).hasValue(T5Size.LAB.config().padId());
        assertThat(tokenizer.idOf("</s>")).hasValue(T5Size.LAB.config().endId());
        assertThat(tokenizer.idOf("<functional>")).isPresent();
        assertThat(tokenizer.idOf("<non-functional>")).isPresent();
        assertThat(tokenizer.idOf("<constraint>")).isPresent();
        assertThat(tokenizer.idOf("<none>")).isEmpty();
      }
      assertThat(small.fingerprint()).isNotEqualTo(large.fingerprint()).hasSize(64);
      String code = "raise NotImplementedError('configuration of the asynchronous iterator')";
      assertThat(large.encode(code).length).isLessThan(small.encode(code).length);
    }
  }

  @Test
  void savedAndLoaded() {
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K)) {
      tokenizer.save(directory);
      try (TextTokenizer again = TextTokenizer.load(directory)) {
        assertThat(again.fingerprint()).isEqualTo(tokenizer.fingerprint());
        assertThat(again.encode(TEXTS[3])).isEqualTo(tokenizer.encode(TEXTS[3]));
      }
    }
  }

  @Test
  void filesThatAreNone() throws IOException {
    assertThatThrownBy(() -> TextTokenizer.load(directory))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("tokenizer.json: is not there");
    Path file = directory.resolve("tokenizer.json");
    Files.writeString(file, "{");
    assertThatThrownBy(() -> TextTokenizer.load(file)).hasMessageContaining("not JSON");
    Files.writeString(file, "{\"model\":{}}");
    assertThatThrownBy(() -> TextTokenizer.load(file)).hasMessageContaining("no vocabulary");
    Files.writeString(file, "{\"model\":{\"type\":\"?\",\"vocab\":{\"a\":0}}}");
    assertThatThrownBy(() -> TextTokenizer.load(file))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("no tokenizer.json that can be read");
  }
}
