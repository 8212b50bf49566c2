package org.iccm.core.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.iccm.api.application.SourceFile;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class ReconstructionParserPropertyTest {
  private static final List<String> EXPECTED = List.of("loom.py", "pkg/b.py");

  @Property(tries = 3000)
  void neverThrowsNeverEscapesNeverRepeatsAPath(@ForAll("answers") String answer) {
    check(answer);
  }

  @Property
  void neverThrowsForAnyText(@ForAll String answer) {
    check(answer);
  }

  @Property
  void neverThrowsForAnyTruncation(@ForAll("answers") String answer) {
    for (int i = 0; i < answer.length(); i += 3) {
      check(answer.substring(0, i));
    }
  }

  @Property
  void readsBackWhatIsWrittenInTheAskedForm(@ForAll("modules") List<String> bodies) {
    StringBuilder answer = new StringBuilder();
    for (int i = 0; i < bodies.size(); i++) {
      answer.append("```python\n# file: m").append(i).append(".py\n").append(bodies.get(i));
      answer.append("\n```\n\n");
    }
    List<String> expected =
        java.util.stream.IntStream.range(0, bodies.size()).mapToObj(i -> "m" + i + ".py").toList();
    ParsedReconstruction parsed = ReconstructionParser.parse(answer.toString(), expected);
    assertThat(parsed.files()).extracting(SourceFile::path).containsExactlyElementsOf(expected);
    assertThat(parsed.notes()).isEmpty();
    assertThat(parsed.truncated()).isFalse();
    for (int i = 0; i < bodies.size(); i++) {
      assertThat(parsed.files().get(i).text()).contains(bodies.get(i));
    }
  }

  @Test
  void hostileLengthsCostNoTime() {
    List<String> hostile =
        List.of(
            "a.".repeat(200_000),
            "`".repeat(400_000),
            "```python\n".repeat(50_000),
            ("# file: " + "../".repeat(20_000) + "x.py\n").repeat(5),
            "**".repeat(100_000) + "loom.py",
            " ".repeat(500_000) + "```",
            ("x" + " ".repeat(2000) + "=\n").repeat(200));
    for (String text : hostile) {
      Assertions.assertTimeout(Duration.ofSeconds(5), () -> check(text));
    }
  }

  private static void check(String answer) {
    ParsedReconstruction parsed = ReconstructionParser.parse(answer, EXPECTED);
    assertThat(parsed.files()).extracting(SourceFile::path).doesNotHaveDuplicates();
    for (SourceFile f : parsed.files()) {
      assertThat(java.nio.file.Path.of("/root/of").resolve(f.path()).normalize())
          .startsWithRaw(java.nio.file.Path.of("/root/of"));
      assertThat(f.text()).isNotBlank();
    }
    assertThat(parsed.hint().isPresent()).isEqualTo(parsed.files().isEmpty());
    assertThat(parsed.files().isEmpty() && parsed.notes().isEmpty()).isFalse();
  }

  @Provide
  Arbitrary<String> answers() {
    return Arbitraries.of(
            "```",
            "```python",
            "````",
            "~~~",
            "```python loom.py",
            "```../x.py",
            "# file: b.py",
            "# file: ../../x.py",
            "file: /etc/passwd",
            "**loom.py**",
            "`pkg/b.py`:",
            "def f(x):",
            "    return x",
            "import loom",
            "class A:",
            "",
            "prose of any kind",
            "x = 1",
            "<think>",
            "</think>",
            "\t```py",
            "C:\\a.py",
            "# loom.py",
            "\"\"\"",
            "> ```",
            "```markdown")
        .list()
        .ofMaxSize(24)
        .map(l -> String.join("\n", l));
  }

  @Provide
  Arbitrary<List<String>> modules() {
    return Arbitraries.of(
            "def f(x):\n    return x",
            "class A:\n    def g(self):\n        return 'a.py'",
            "import re\n\nX = 1\n\ndef h():\n    # see b\n    return X")
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }
}
