package org.iccm.core.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.UnitId;
import org.iccm.core.pipeline.SplicingPython;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.junit.jupiter.api.Test;

class UnitPromptTest {
  private static final SourceFile TRAY =
      new SourceFile(
          "tray.py",
          "RATE = 7\n\n\ndef sow(rows):\n    return rows * RATE - 3\n\n\n"
              + "class Tray:\n    @staticmethod\n    def fill(seeds):\n        return seeds % 11\n");
  private static final SourceFile SHED =
      new SourceFile("shed.py", "def store(tray):\n    return tray + 1234\n");

  private final Cl100kTokenCounter tokens = new Cl100kTokenCounter();
  private final SplicingPython python = new SplicingPython();

  private UnitPrompt prompt(SourceFile file, String name, SourceFile... others) {
    List<SourceFile> sources = new ArrayList<>(List.of(file));
    sources.addAll(List.of(others));
    ApplicationView view =
        ApplicationView.builder("tray", "Seed tray", "Sows {{context}}.", "python")
            .sources(sources)
            .build();
    CodeUnit unit =
        python.units(file).stream()
            .filter(u -> u.id().equals(new UnitId(file.path(), name)))
            .findFirst()
            .orElseThrow();
    UnitFrames frames = new UnitFrames(sources, python, tokens);
    return UnitPrompt.of(view, unit, frames, "- THE CONTEXT $1", tokens);
  }

  private static String user(UnitPrompt prompt) {
    return prompt.messages().get(1).content();
  }

  @Test
  void showsTheFileWithoutTheUnitAndOtherFilesHeads() {
    UnitPrompt sow = prompt(TRAY, "sow", SHED);
    assertThat(user(sow))
        .contains(
            "\"Seed tray\": sow.",
            "Sows {{context}}.",
            "RATE = 7",
            "# here: sow",
            "return seeds % 11",
            "def store(tray)",
            "def sow(rows)",
            "- THE CONTEXT $1",
            "holds sow only")
        .doesNotContain("RATE - 3", "1234", "\n\n\n");
    assertThat(sow.showsWholeFile()).isTrue();
    assertThat(sow.messages()).isEqualTo(prompt(TRAY, "sow", SHED).messages());
  }

  @Test
  void aLongFileIsShownByItsHeads() {
    StringBuilder text = new StringBuilder(TRAY.text());
    for (int i = 0; i < 60; i++) {
      text.append("\n\ndef filler_").append(i).append("(x):\n    y = x * 2 + 17\n    return y\n");
    }
    UnitPrompt sow = prompt(new SourceFile("tray.py", text.toString()), "sow");
    assertThat(sow.showsWholeFile()).isFalse();
    assertThat(user(sow)).contains("def filler_7(x)").doesNotContain("y = x");
    int longest = UnitFrames.MAX_TOKENS + 400;
    assertThat(tokens.count(user(sow))).isLessThan(longest);
  }

  @Test
  void aMemberIsAskedForWithItsDecorators() {
    SourceFile file =
        new SourceFile(
            "tray.py",
            "class Tray:\n    def fill(self, seeds):\n        return seeds % 11\n\n"
                + "    def empty(self):\n        return 0\n");
    assertThat(user(prompt(file, "Tray.fill")))
        .contains("One method is missing", "    # here: Tray.fill", "def empty(self):")
        .doesNotContain("% 11");
    CodeUnit decorated =
        CodeUnit.builder(
                new UnitId("tray.py", "size"),
                org.iccm.api.application.UnitKind.FUNCTION,
                "def size()",
                "@cached\ndef size():\n    return 5",
                1,
                3)
            .build();
    UnitFrames.Frame frame =
        new UnitFrames(List.of(new SourceFile("tray.py", decorated.text() + "\n")), python, tokens)
            .of(decorated);
    assertThat(frame.signature()).isEqualTo("@cached\ndef size()");
  }

  @Test
  void theLongestAnswerFollowsFromTheUnit() {
    UnitPrompt sow = prompt(TRAY, "sow", SHED);
    int unit = tokens.count("def sow(rows):\n    return rows * RATE - 3");
    assertThat(sow.longestAnswer(OptionalInt.empty()))
        .isEqualTo(ReconstructionPrompt.longestAnswer(unit));
    assertThat(sow.longestAnswer(OptionalInt.of(10))).isEqualTo(1);
  }
}
