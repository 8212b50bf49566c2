package org.iccm.core.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class YamlFileTest {
  @TempDir Path directory;
  private final List<Problem> problems = new ArrayList<>();

  private Map<String, Located> read(String text) throws IOException {
    return read(text.getBytes(StandardCharsets.UTF_8));
  }

  private Map<String, Located> read(byte[] bytes) throws IOException {
    Path file = directory.resolve("iccm.yaml");
    Files.write(file, bytes);
    return YamlFile.read(file, problems);
  }

  private static Object at(Map<String, Located> root, String... path) {
    Object value = root;
    for (String key : path) {
      value = ((Located) ((Map<?, ?>) value).get(key)).value();
    }
    return value;
  }

  @Test
  void knowsTheLineOfEveryKeyAndItem() throws IOException {
    Map<String, Located> root = read("# first\nllm:\n  small:\n    tags:\n      - a\n      - b\n");
    assertThat(root.get("llm").place()).isEqualTo("iccm.yaml:2");
    assertThat(((Located) ((Map<?, ?>) at(root, "llm")).get("small")).place())
        .isEqualTo("iccm.yaml:3");
    assertThat(at(root, "llm", "small", "tags"))
        .isEqualTo(List.of(new Located("a", "iccm.yaml:5"), new Located("b", "iccm.yaml:6")));
    assertThat(problems).isEmpty();
  }

  @Test
  void leavesScalarsAsTheyAreWritten() throws IOException {
    assertThat(at(read("version: 1.10\nflag: no\nempty:\n"), "version")).isEqualTo("1.10");
    assertThat(at(read("flag: no"), "flag")).isEqualTo("no");
  }

  @Test
  void tellsAKeyGivenTwiceWithBothLines() throws IOException {
    read("llm:\n  a: x\n  b: y\n  a: z\n");
    assertThat(problems)
        .containsExactly(
            new Problem("llm.a", "iccm.yaml:4", "is given twice; first at iccm.yaml:2"));
  }

  @Test
  void tellsTheLineWhereItIsNotYaml() throws IOException {
    assertThat(read("llm:\n  a: [1, 2\nrunner: x\n")).isEmpty();
    assertThat(problems).hasSize(1);
    assertThat(problems.get(0).place()).matches("iccm\\.yaml:[234]");
    assertThat(problems.get(0).message()).startsWith("is not YAML");
  }

  @Test
  void buildsNothingFromTags() throws IOException {
    Map<String, Located> root = read("llm: !!javax.script.ScriptEngineManager [a]\n");
    assertThat(at(root, "llm")).isEqualTo(List.of(new Located("a", "iccm.yaml:1")));
  }

  @Test
  void refusesAnAvalancheOfAliases() throws IOException {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
    for (int i = 1; i < 30; i++) {
      bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
    }
    read(bomb.toString());
    assertThat(problems).isNotEmpty();
  }

  @Test
  void refusesATextWithoutKeysAndAcceptsAnEmptyOne() throws IOException {
    assertThat(read("just words\n")).isEmpty();
    assertThat(problems).extracting(Problem::place).containsExactly("iccm.yaml:1");
    problems.clear();
    assertThat(read("# nothing set\n")).isEmpty();
    assertThat(problems).isEmpty();
  }

  @Test
  void refusesWhatIsNestedTooDeeply() throws IOException {
    read("a: " + "[".repeat(40) + "]".repeat(40) + "\n");
    assertThat(problems).extracting(Problem::message).anyMatch(m -> m.contains("too deeply"));
  }

  @Test
  void saysWhatIsWrongWithAFileItCannotRead() throws IOException {
    assertThat(YamlFile.read(directory.resolve("gone.yaml"), problems)).isEmpty();
    assertThat(problems.get(0).place()).endsWith("gone.yaml");
    assertThat(problems.get(0).message()).contains("cannot be read").contains("check path");
    problems.clear();
    read(new byte[] {'a', ':', ' ', (byte) 0xff, (byte) 0xfe});
    assertThat(problems.get(0).message()).contains("UTF-8");
    assertThatThrownBy(() -> read("a: " + "x".repeat(1 << 20)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("larger than 1 MiB");
  }
}
