package org.iccm.core.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class Cl100kTokenCounterTest {
  private final Cl100kTokenCounter tokens = new Cl100kTokenCounter();

  @Test
  void countsAsTheReferenceImplementationDoes() {
    // ids published with tiktoken's own documentation
    assertThat(tokens.encode("tiktoken is great!")).containsExactly(83, 1609, 5963, 374, 2294, 0);
    assertThat(tokens.encode("hello world")).containsExactly(15339, 1917);
    assertThat(tokens.count("")).isZero();
  }

  @Test
  void takesSpecialTokensAsPlainText() {
    assertThat(tokens.count("<|endoftext|>")).isGreaterThan(1);
  }

  @Test
  void countMatchesEncodeForAnyScript() {
    for (String text :
        new String[] {"def f(x):\n    return x", "äöü ß", "日本語", "🙂🙂", "\u0000\t"}) {
      assertThat(tokens.count(text)).isEqualTo(tokens.encode(text).length);
    }
  }

  @Test
  void isSafeForManyThreads() {
    String text = "the quick brown fox ".repeat(50);
    int expected = tokens.count(text);
    assertThat(IntStream.range(0, 200).parallel().map(i -> tokens.count(text)).distinct().toArray())
        .containsExactly(expected);
  }

  @Test
  void fingerprintNamesTheLibraryInUse() throws Exception {
    Properties pom = new Properties();
    try (var in =
        Cl100kTokenCounter.class.getResourceAsStream(
            "/META-INF/maven/com.knuddels/jtokkit/pom.properties")) {
      if (in == null) {
        // the jar carries no Maven metadata: its file name does
        String jar =
            com.knuddels.jtokkit.Encodings.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        pom.setProperty("version", jar.replaceAll(".*jtokkit-(.+)\\.jar", "$1"));
      } else {
        pom.load(in);
      }
    }
    assertThat(tokens.fingerprint()).endsWith("jtokkit-" + pom.getProperty("version"));
  }
}
