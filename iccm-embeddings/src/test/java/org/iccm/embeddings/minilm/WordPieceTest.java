package org.iccm.embeddings.minilm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class WordPieceTest {
  private static final WordPiece TOKENIZER = new WordPiece(Weights.vocabulary(), 256);

  static java.util.List<Reference.Text> texts() {
    return Reference.texts();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void givesTheIdsOfThePublishersTokenizer(Reference.Text reference) {
    assertThat(TOKENIZER.encode(reference.text())).containsExactly(reference.ids());
  }

  @Test
  void cutsLongTextsAndKeepsTheEndMark() {
    long[] ids = TOKENIZER.encode("word ".repeat(5000));
    assertThat(ids).hasSize(256).startsWith(101L).endsWith(102L);
  }

  @Test
  void readsSpecialTokensInTheTextAsText() {
    assertThat(TOKENIZER.encode("[SEP] [MASK]")).endsWith(102L).doesNotContain(103L);
    assertThat(Arrays.stream(TOKENIZER.encode("[SEP]")).filter(i -> i == 102L)).hasSize(1);
  }
}
