package org.iccm.core.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.rollout.RolloutOutcome;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReconstructionParserTest {
  private static final String CODE = "def f(x):\n    return x\n";
  private static final String OTHER = "class G:\n    pass\n";

  private static ParsedReconstruction one(String answer) {
    return ReconstructionParser.parse(answer, List.of("loom.py"));
  }

  private static ParsedReconstruction two(String answer) {
    return ReconstructionParser.parse(answer, List.of("a.py", "pkg/b.py"));
  }

  private static Map<String, String> files(ParsedReconstruction parsed) {
    return parsed.files().stream().collect(Collectors.toMap(SourceFile::path, SourceFile::text));
  }

  @Nested
  class OneModule {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "```python\n%s```",
          "Sure! Here it is:\n\n```\n%s```\nThis does it.",
          "~~~py\n%s~~~",
          "`````python\n%s`````",
          "```python loom.py\n%s```",
          "```python:loom.py\n%s```",
          "```loom.py\n%s```",
          "```{.python file=\"loom.py\"}\n%s```",
          "```python title='src/loom.py'\n%s```",
          "### `loom.py`\n\n```python\n%s```",
          "**loom.py**\n```python\n%s```",
          "**File: `loom.py`**\n```python\n%s```",
          "1. loom.py:\n```python\n%s```",
          "path: loom.py\n```python\n%s```",
          "The file `loom.py` holds one function:\n```python\n%s```",
          "loom.py\n%s",
          "%s",
          "Here is the code.\n\n%s\nI hope this helps!",
          "```markdown\n# Answer\n```python\n%s```\n```",
          "<think>maybe ```python\nwrong\n```</think>\n```python\n%s```",
          "```python\n%s",
          "```python\n%s```\nRun it:\n```bash\npython loom.py\n```",
          "```python\n%s```\n```python\nfrom loom import f\nprint(f(1))\n```",
          "```python\n%s```\nTest:\n```python\nprint(f(1))\n```",
          "```python\n%s```\n`test_loom.py`\n```python\ndef test_f():\n    pass\n```",
          "```Python3\r\n%s```",
          "```python\nloom.py\n%s```",
          "### Loom.py\n```python\n%s```",
          "wrong_name.py\n```python\n%s```",
          "%s```",
          "%s```\nThis does it: `f(1)` is 1.",
          "\n%s```\n\n```bash\npython loom.py\n```"
        })
    void readsTheModuleInAnyUsualForm(String form) {
      assertThat(files(one(form.formatted(CODE)))).containsExactly(Map.entry("loom.py", CODE));
    }

    @Test
    void mendsAForgottenOpeningFenceAndSaysSo() {
      ParsedReconstruction parsed =
          two("# file: a.py\n" + CODE + "\n# file: pkg/b.py\n" + OTHER + "```\n\nIt is done.");
      assertThat(files(parsed).keySet()).containsExactlyInAnyOrder("a.py", "pkg/b.py");
      assertThat(files(parsed).get("pkg/b.py")).doesNotContain("done");
      assertThat(parsed.notes()).anyMatch(n -> n.contains("opens the block is missing"));
    }

    @Test
    void keepsAPathCommentInTheFirstLine() {
      assertThat(files(one("```python\n# file: loom.py\n" + CODE + "```")))
          .containsExactly(Map.entry("loom.py", "# file: loom.py\n" + CODE));
    }

    @Test
    void joinsAModuleThatComesFunctionByFunction() {
      ParsedReconstruction parsed =
          one("### f\n```python\n" + CODE + "```\n### G\n```python\n" + OTHER + "```");
      assertThat(files(parsed)).containsExactly(Map.entry("loom.py", CODE + "\n" + OTHER));
      assertThat(parsed.notes()).anyMatch(n -> n.contains("joined"));
    }

    @Test
    void takesTheRevisedVersionOfTheWholeModule() {
      String revised = "def f(x):\n    return x + 1\n";
      assertThat(files(one("```python\n" + CODE + "```\nBetter:\n```python\n" + revised + "```")))
          .containsExactly(Map.entry("loom.py", revised));
    }

    @Test
    void aCutRepetitionDoesNotReplaceACompleteModule() {
      ParsedReconstruction parsed =
          one("```python\n" + CODE + "```\nAgain:\n```python\ndef f(x):\n    retu");
      assertThat(files(parsed)).containsExactly(Map.entry("loom.py", CODE));
      assertThat(parsed.truncated()).isTrue();
    }

    @Test
    void unindentsABlockInsideAList() {
      assertThat(files(one("1. First:\n   ```python\n   def f(x):\n       return x\n   ```")))
          .containsExactly(Map.entry("loom.py", CODE));
    }

    @Test
    void aCallInTheFirstLineIsNoPath() {
      String code = "random.seed (3)\nimport random\n" + CODE;
      assertThat(files(one("```python\n" + code + "```"))).containsEntry("loom.py", code);
    }

    @Test
    void fencesInsideADocstringStayCode() {
      String code =
          "def f(x):\n    \"\"\"Use:\n    ~~~\n    f(1)\n    ~~~\n    \"\"\"\n    return x\n";
      assertThat(files(one("```python\n" + code + "```"))).containsEntry("loom.py", code);
    }

    @Test
    void aForgottenClosingFenceDoesNotSwallowTheNextFile() {
      ParsedReconstruction parsed =
          two("```python a.py\n" + CODE + "```python b.py\n" + OTHER + "```");
      assertThat(files(parsed)).containsOnly(Map.entry("a.py", CODE), Map.entry("pkg/b.py", OTHER));
    }
  }

  @Nested
  class SeveralModules {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "```python a.py\n%s```\n\n```python pkg/b.py\n%s```",
          "## a.py\n```python\n%s```\n## pkg/b.py\n```python\n%s```",
          "**src/a.py**\n```\n%s```\n**src/pkg/b.py**\n```\n%s```",
          "a.py:\n~~~\n%s~~~\nb.py:\n~~~\n%s~~~",
          "First `a.py`:\n```python\n%s```\nand now `b.py`:\n```python\n%s```",
          "```python a.py\n%s```\nThe rest:\n```python\n%s```",
          "a.py\n%s\npkg/b.py\n%s",
          ".\\a.py\n```\n%s```\npkg\\b.py\n```\n%s```"
        })
    void readsEachUnderItsExpectedPath(String form) {
      assertThat(files(two(form.formatted(CODE, OTHER))))
          .containsOnly(Map.entry("a.py", CODE), Map.entry("pkg/b.py", OTHER));
    }

    @Test
    void splitsABlockAtPathComments() {
      assertThat(
              files(
                  two("```python\n# file: a.py\n" + CODE + "\n# file: pkg/b.py\n" + OTHER + "```")))
          .containsOnly(
              Map.entry("a.py", "# file: a.py\n" + CODE),
              Map.entry("pkg/b.py", "# file: pkg/b.py\n" + OTHER));
    }

    @Test
    void keepsATruncatedLastFileAndSaysSo() {
      ParsedReconstruction parsed =
          two("```python a.py\n" + CODE + "```\n```python pkg/b.py\nclass G:\n    def h(se");
      assertThat(files(parsed)).containsEntry("pkg/b.py", "class G:\n    def h(se\n");
      assertThat(parsed.truncated()).isTrue();
      assertThat(parsed.notes()).anyMatch(n -> n.contains("not closed"));
      assertThat(parsed.hint()).isEmpty();
    }

    @Test
    void aNamelessBlockThatCouldBeEitherIsLeftOutWithANote() {
      ParsedReconstruction parsed = two("```python\n" + CODE + "```");
      assertThat(parsed.files()).isEmpty();
      assertThat(parsed.hint()).contains(RolloutOutcome.UNPARSEABLE);
      assertThat(parsed.notes()).anyMatch(n -> n.contains("line 1") && n.contains("names no file"));
    }

    @Test
    void keepsAFurtherModuleThatTheModelAdds() {
      assertThat(
              files(two("```python a.py\n" + CODE + "```\n```python helpers.py\n" + OTHER + "```")))
          .containsOnlyKeys("a.py", "helpers.py");
    }
  }

  @Nested
  class Refusals {
    @ParameterizedTest
    @ValueSource(
        strings = {
          "../loom.py",
          "../../etc/passwd",
          "/etc/cron.d/x.py",
          "/etc/passwd",
          "src/../../loom.py",
          "C:\\Windows\\x.py",
          "C:/x.py",
          "..\\loom.py",
          "~/loom.py",
          "a//loom.py"
        })
    void aPathThatLeavesItsRootIsRefusedAndReported(String path) {
      for (String form : List.of("```python %s\nx = 1\n```", "file: %s\n```python\nx = 1\n```")) {
        ParsedReconstruction parsed = one(form.formatted(path));
        assertThat(parsed.files()).as(form).isEmpty();
        assertThat(parsed.notes()).as(form).anyMatch(n -> n.contains("refused"));
      }
    }

    @Test
    void whatIsNoSourceIsLeftOutAndReported() {
      ParsedReconstruction parsed =
          one(
              "```python loom.py\n"
                  + CODE
                  + "```\n```README.md\nhello\n```\n"
                  + "```python conftest.py\nimport os\n```\n```bash\nls\n```");
      assertThat(files(parsed)).containsOnlyKeys("loom.py");
      assertThat(parsed.notes())
          .anyMatch(n -> n.contains("README.md"))
          .anyMatch(n -> n.contains("conftest.py"))
          .anyMatch(n -> n.contains("bash"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "   \n", "I cannot do that.", "```python\n```", "```bash\nls\n```"})
    void anAnswerWithoutCodeIsUnparseableAndSaysWhy(String answer) {
      ParsedReconstruction parsed = one(answer);
      assertThat(parsed.files()).isEmpty();
      assertThat(parsed.hint()).contains(RolloutOutcome.UNPARSEABLE);
      assertThat(parsed.notes()).isNotEmpty();
    }

    @Test
    void anAnswerThatEndsInThoughtIsTruncated() {
      assertThat(one("<think>Let me see").hint()).contains(RolloutOutcome.TRUNCATED);
    }

    @Test
    void tooLongAFileAndTooManyFilesAreLeftOut() {
      String huge = "x = 1  # " + "y".repeat(ReconstructionParser.MAX_FILE_CHARACTERS) + "\n";
      assertThat(one("```python loom.py\n" + huge + "```").files()).isEmpty();
      StringBuilder many = new StringBuilder();
      for (int i = 0; i < ReconstructionParser.MAX_FILES + 5; i++) {
        many.append("```python m").append(i).append(".py\nx = 1\n```\n");
      }
      assertThat(one(many.toString()).files()).hasSize(ReconstructionParser.MAX_FILES);
    }
  }

  @Test
  void otherLanguagesTakeTheLongestNamelessBlockAndTheLastDuplicate() {
    List<String> java = List.of("A.java");
    assertThat(
            ReconstructionParser.parse("```java\nclass A {\n}\n```\n```java\nnew A();\n```", java)
                .files())
        .containsExactly(new SourceFile("A.java", "class A {\n}\n"));
    assertThat(
            ReconstructionParser.parse(
                    "```java A.java\nclass A {}\n```\n```java A.java\nclass A { int i; }\n```",
                    java)
                .files())
        .containsExactly(new SourceFile("A.java", "class A { int i; }\n"));
  }
}
