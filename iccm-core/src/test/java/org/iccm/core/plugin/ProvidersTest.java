package org.iccm.core.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import org.iccm.api.plugin.LlmBackendProvider;
import org.iccm.core.plugin.Providers.NoSuchProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvidersTest {
  @TempDir Path directory;

  private PluginJar jar(String file, String version) {
    return PluginJar.in(directory, file, version);
  }

  private static LlmBackendProvider find(String name, Path... jars) throws Exception {
    try (URLClassLoader loader = PluginJar.loader(jars)) {
      return Providers.load(LlmBackendProvider.class, loader).find(name);
    }
  }

  @Test
  void findsAProviderByNameInItsJar() throws Exception {
    Path jar = jar("good-1.jar", "1.0").provider("Good", "good").make();
    assertThat(find("good", jar).getClass().getName()).isEqualTo("good.Good");
  }

  @Test
  void saysWhereNoneIsWhichThereAreAndWhatToDo() throws IOException {
    Path jar = jar("good-1.jar", "1.4.2").provider("Good", "good").make();
    assertThatThrownBy(() -> find("goood", jar))
        .isInstanceOf(NoSuchProvider.class)
        .hasMessageContainingAll(
            "unknown provider 'goood'",
            "did you mean 'good'",
            "good 1.4.2 [good.Good in good-1.jar]",
            "add the jar");
  }

  @Test
  void saysWhereNoneIsAtAll() {
    assertThatThrownBy(() -> find("good"))
        .isInstanceOf(NoSuchProvider.class)
        .hasMessageContainingAll("unknown provider 'good'", "LlmBackendProvider", "add the jar");
  }

  @Test
  void listsNameVersionAndJarOfBothWhereTwoHaveOneName() throws IOException {
    Path one = jar("one.jar", "1.0").provider("One", "same").make();
    Path two = jar("two.jar", "2.0").provider("Two", "same").make();
    assertThatThrownBy(() -> find("same", one, two))
        .isInstanceOf(NoSuchProvider.class)
        .hasMessageContainingAll(
            "'same' is there 2 times",
            "same 1.0 [one.One in one.jar]",
            "same 2.0 [two.Two in two.jar]",
            "take one of the jars off");
  }

  @Test
  void doesNotMindTwoOfOneNameThatNobodyAsksFor() throws Exception {
    Path one = jar("one.jar", "1").provider("One", "same").provider("Good", "good").make();
    Path two = jar("two.jar", "2").provider("Two", "same").make();
    assertThat(find("good", one, two).name()).isEqualTo("good");
  }

  @Test
  void findsOthersBesideOneWhoseConstructorThrows() throws Exception {
    Path jar =
        jar("mixed.jar", "1")
            .provider("Bad", "bad", "public Bad() { throw new RuntimeException(\"no luck\"); }")
            .provider("Good", "good")
            .make();
    assertThat(find("good", jar).name()).isEqualTo("good");
    assertThatThrownBy(() -> find("bad", jar))
        .isInstanceOf(NoSuchProvider.class)
        .hasMessageContainingAll("unknown provider 'bad'", "mixed.Bad in mixed.jar", "no luck");
  }

  @Test
  void findsOthersBesideOneWhoseClassIsNotThere() throws Exception {
    Path jar = jar("mixed.jar", "1").service("mixed.Gone").provider("Good", "good").make();
    assertThat(find("good", jar).name()).isEqualTo("good");
    assertThatThrownBy(() -> find("gone", jar)).hasMessageContaining("mixed.Gone");
  }

  @Test
  void findsOthersBesideOneThatIsNoProvider() throws Exception {
    Path jar = jar("mixed.jar", "1").service("java.lang.String").provider("Good", "good").make();
    assertThat(find("good", jar).name()).isEqualTo("good");
  }

  @Test
  void findsOthersBesideOneWithAStaticInitialiserThatFails() throws Exception {
    Path jar =
        jar("mixed.jar", "1")
            .provider("Bad", "bad", "static final int X = Integer.parseInt(\"x\");")
            .provider("Good", "good")
            .make();
    assertThat(find("good", jar).name()).isEqualTo("good");
    assertThatThrownBy(() -> find("bad", jar)).hasMessageContaining("mixed.Bad");
  }

  @Test
  void findsOthersBesideOneThatCannotSayItsName() throws Exception {
    Path jar =
        jar("mixed.jar", "1")
            .provider(
                "Bad",
                "",
                "public String name() { throw new IllegalStateException(\"who am I\"); }")
            .provider("Good", "good")
            .make();
    assertThat(find("good", jar).name()).isEqualTo("good");
    assertThatThrownBy(() -> find("bad", jar))
        .hasMessageContainingAll("mixed.Bad in mixed.jar", "who am I");
  }

  @Test
  void refusesAnotherSpiVersionByNumber() throws IOException {
    Path jar =
        jar("old.jar", "0.1")
            .provider("Old", "old", "public int spiVersion() { return 7; }")
            .make();
    assertThatThrownBy(() -> find("old", jar))
        .isInstanceOf(NoSuchProvider.class)
        .hasMessageContainingAll(
            "old 0.1 [old.Old in old.jar]", "speaks SPI version 7", "speaks 1");
  }
}
