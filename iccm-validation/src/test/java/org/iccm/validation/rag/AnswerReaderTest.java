package org.iccm.validation.rag;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AnswerReaderTest {
  private static List<String> texts(String answer, boolean truncated) {
    return AnswerReader.read(answer, truncated).stream().map(AnswerReader.Line::text).toList();
  }

  @Test
  void readsListsWhateverStandsAroundThem() {
    assertThat(
            texts(
                "Sure! Here they are:\n\n## Requirements\n1. First\n   goes on.\n- 2. Second\n"
                    + "* Third\n\u2022 Fourth\n\nI hope this helps.",
                false))
        .containsExactly("First goes on.", "Second", "Third", "Fourth");
  }

  @Test
  void takesPlainLinesWhereThereIsNoList() {
    assertThat(texts("It adds.\n\nIt returns the sum.\nNotes:\n", false))
        .containsExactly("It adds.", "It returns the sum.");
  }

  @Test
  void keepsAListInsideAFenceAndDropsCode() {
    assertThat(texts("```markdown\n- One\n- Two\n```", false)).containsExactly("One", "Two");
    assertThat(texts("- One\n```\nx = 1\n```\n- Two\n~~~python\ny", false))
        .containsExactly("One", "Two");
  }

  @Test
  void dropsTheHalfLineOfACutAnswerAndRepeats() {
    assertThat(texts("- One\n- One\n- One\n- Two\n- Thr", true)).containsExactly("One", "Two");
    assertThat(texts("- Only thi", true)).containsExactly("Only thi");
  }

  @Test
  void readsNothingFromNothing() {
    assertThat(texts("", false)).isEmpty();
    assertThat(texts("- \n- ---\n```\nx\n", false)).isEmpty();
  }
}
