package org.iccm.examples.readme;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.iccm.api.Iccm;
import org.iccm.api.error.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is what the build compiles, and the configuration it shows is one. */
class ReadmeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- snippet: (\\S+)#(\\S+) -->\\n```java\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern YAML = Pattern.compile("```yaml\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern LINK = Pattern.compile("]\\((?!https?:)([^)#]+)\\)");

  @Test
  void javaSnippetsAreTakenFromCompiledSource() throws IOException {
    String readme = Files.readString(ROOT.resolve("README.md"));
    Matcher m = SNIPPET.matcher(readme);
    int found = 0;
    while (m.find()) {
      found++;
      String source = Files.readString(ROOT.resolve(m.group(1)));
      assertThat(words(m.group(3)))
          .as("snippet %s of %s", m.group(2), m.group(1))
          .isEqualTo(words(tagged(source, m.group(2))));
    }
    assertThat(found).isEqualTo(readme.split("```java", -1).length - 1).isPositive();
  }

  @Test
  void theConfigurationsShownAreAccepted(@TempDir Path dir) throws IOException {
    Matcher m = YAML.matcher(Files.readString(ROOT.resolve("README.md")));
    assertThat(m.find()).isTrue();
    try (Iccm iccm = configured(m.group(1), dir.resolve("first"))) {
      assertThat(iccm.orchestra()).containsExactly("small", "big");
      assertThat(iccm.engineers()).containsExactly("gold", "rag", "none");
    }
    assertThat(m.find()).isTrue();
    try (Iccm iccm = configured(m.group(1), dir.resolve("second"))) {
      assertThat(iccm.engineers()).containsExactly("gold", "mine");
    }
    assertThat(m.find()).isFalse();
  }

  private static Iccm configured(String yaml, Path dir) throws IOException {
    Path file = Files.writeString(Files.createDirectories(dir).resolve("iccm.yaml"), yaml);
    try {
      return Iccm.builder()
          .configuration(file)
          .environment(java.util.Map.of("MY_API_KEY", "k"))
          .workDirectory(dir.resolve("work"))
          .build();
    } catch (ConfigurationException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  @Test
  void linksLeadSomewhere() throws IOException {
    List<String> dead = new ArrayList<>();
    for (String page : List.of("README.md", "CONTRIBUTING.md", "docs/cet-d.md")) {
      Matcher m = LINK.matcher(Files.readString(ROOT.resolve(page)));
      while (m.find()) {
        if (!Files.exists(ROOT.resolve(page).resolveSibling(m.group(1)))) {
          dead.add(page + ": " + m.group(1));
        }
      }
    }
    assertThat(dead).isEmpty();
  }

  private static String tagged(String source, String tag) {
    int from = source.indexOf("// tag::" + tag);
    int to = source.indexOf("// end::" + tag);
    assertThat(from).as("tag %s", tag).isNotNegative();
    return source.substring(source.indexOf('\n', from) + 1, to);
  }

  /** Formatting may differ, the code may not. */
  private static String words(String code) {
    return code.replaceAll("\\s+", "");
  }
}
