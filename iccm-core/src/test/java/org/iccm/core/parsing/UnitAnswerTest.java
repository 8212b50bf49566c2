package org.iccm.core.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.core.pipeline.SplicingPython;
import org.junit.jupiter.api.Test;

class UnitAnswerTest {
  private static final SourceFile FILE =
      new SourceFile(
          "tray.py",
          "import math\n\n\ndef sow(rows):\n    return rows * 3\n\n\ndef reap(rows):\n    return rows\n");
  private static final UnitId SOW = new UnitId("tray.py", "sow");

  private static UnitAnswer read(String answer) {
    return UnitAnswer.read(answer, SOW, FILE, new SplicingPython());
  }

  private static String spliced(String answer) {
    return read(answer).file().orElseThrow(() -> new AssertionError(read(answer).refusal())).text();
  }

  @Test
  void putsTheUnitInItsPlace() {
    UnitAnswer read = read("Sure.\n```python\ndef sow(rows):\n    return rows * 4\n```\nDone.");
    assertThat(read.file().orElseThrow().text())
        .contains("import math", "rows * 4", "def reap(rows):\n    return rows\n")
        .doesNotContain("rows * 3");
    assertThat(read.text().strip()).isEqualTo("def sow(rows):\n    return rows * 4");
    assertThat(read.notes()).isEmpty();
    assertThat(read.refusal()).isEmpty();
  }

  @Test
  void takesTheUnitOfAWholeFileWithTheHelpersThatTheFileLacks() {
    String answer =
        "```python\nimport random\n\ndef seeds(rows):\n    return rows + 1\n\n"
            + "def sow(rows):\n    return seeds(rows)\n\ndef reap(rows):\n    return 0\n```";
    assertThat(spliced(answer))
        .contains("import random", "def seeds(rows)", "return seeds(rows)", "    return rows\n")
        .doesNotContain("return 0");
    assertThat(read(answer).notes()).anyMatch(n -> n.contains("defines tray.py#reap too"));
  }

  @Test
  void ofSeveralTheLastCounts() {
    assertThat(
            spliced(
                "```python\ndef reap(rows):\n    return 0\n\ndef sow(rows):\n    return 1\n\n"
                    + "def sow(rows):\n    return 2\n```"))
        .contains("return 2")
        .doesNotContain("return 1\n");
  }

  @Test
  void saysWhyNothingCanTakeItsPlace() {
    UnitAnswer read = read("```python\ndef other(rows):\n    return 1\n```");
    assertThat(read.file()).isEmpty();
    assertThat(read.refusal()).contains("tray.py#sow", "defines no function sow");
    assertThat(read.text()).contains("def other");
  }

  @Test
  void anAnswerWithoutCodeHasNoText() {
    UnitAnswer read = read("I cannot do that.");
    assertThat(read.text()).isEmpty();
    assertThat(read.file()).isEmpty();
    assertThat(read.notes()).isNotEmpty();
    assertThat(read("```python\ndef sow(rows):\n    return 1").truncated()).isTrue();
  }
}
