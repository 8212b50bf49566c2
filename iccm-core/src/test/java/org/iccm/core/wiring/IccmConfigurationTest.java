package org.iccm.core.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.iccm.api.Iccm;
import org.iccm.api.IccmBuilder;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ConfigurationException.Problem;
import org.iccm.api.error.ProviderException;
import org.iccm.api.plugin.Secret;
import org.iccm.core.plugin.PluginJar;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IccmConfigurationTest {
  private static final String PASSWORD = "correct-horse-battery";

  /** A model provider that tells through system properties what it was given. */
  private static final String CHATTY_OPTIONS =
      """
      public Options options() {
        return Options.of(
            Option.text("model").required().doc("the model's name"),
            Option.integer("slots").defaultsTo(2).between(1, 8),
            Option.secret("apiKey"));
      }
      public LlmBackend create(Settings s, ProviderContext c) {
        String id = s.text("model") + "/" + s.integer("slots") + "/" + c.instanceName() + "/"
            + s.secret("apiKey").map(Secret::reveal).orElse("");
        return new LlmBackend() {
          public ModelCard model() { return ModelCard.builder(id, "1").build(); }
          public Completion complete(CompletionRequest r) {
            return Completion.builder("hi", id, FinishReason.STOP).build();
          }
        };
      }
      """;

  @TempDir Path directory;

  private IccmBuilder builder() {
    return Iccm.builder()
        .environment(Map.of("KEY", PASSWORD))
        .workDirectory(directory.resolve("work"))
        .cacheDirectory(directory.resolve("cache"));
  }

  private Path yaml(String text) throws IOException {
    return Files.writeString(directory.resolve("iccm.yaml"), text);
  }

  private Path chatty() throws IOException {
    return PluginJar.in(directory, "chatty.jar", "3.1")
        .provider("Chatty", "chatty", CHATTY_OPTIONS)
        .make();
  }

  private static <T> T with(Path jar, Callable<T> work) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (URLClassLoader loader = PluginJar.loader(jar)) {
      thread.setContextClassLoader(loader);
      return work.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  private List<Problem> problemsOf(String text) throws Exception {
    Path file = yaml(text);
    Path jar = chatty();
    ConfigurationException e =
        with(
            jar,
            () ->
                catchThrowableOfType(
                    ConfigurationException.class, () -> builder().configuration(file).build()));
    assertThat(e).isNotNull();
    assertThat(e.toString() + e.problems()).doesNotContain(PASSWORD);
    return e.problems();
  }

  @Test
  void reportsEveryFaultOfAFileAtOnceWithKeyAndLineInTheOrderOfLines() throws Exception {
    List<Problem> problems =
        problemsOf(
            """
            sed: 7
            store:
              provider: sqlit
            llm:
              small:
                provider: chatty
                slots: 99
                modle: m
                apiKey: correct-horse-battery
              large:
                model: x
            roles:
              orchestra: [small, lrge]
              writter: small
              teacher: nobody
            engineers:
              own: {provider: file}
            """);
    assertThat(problems)
        .extracting(p -> p.key() + " " + p.place())
        .containsExactly(
            "sed iccm.yaml:1",
            "store iccm.yaml:3",
            "llm.small.model iccm.yaml:6",
            "llm.small.slots iccm.yaml:7",
            "llm.small.modle iccm.yaml:8",
            "llm.small.apiKey iccm.yaml:9",
            "llm.large.provider iccm.yaml:10",
            "roles.orchestra iccm.yaml:13",
            "roles.writter iccm.yaml:14",
            "roles.teacher iccm.yaml:15",
            "engineers.own.directory iccm.yaml:17");
    assertThat(problems.toString())
        .contains(
            "did you mean 'seed'",
            "did you mean 'sqlite'",
            "did you mean 'model'",
            "did you mean 'writer'");
  }

  @Test
  void wiresWhatAFileSaysAndLetsTheBuilderWin() throws Exception {
    Path file =
        yaml(
            """
            llm:
              small: {provider: chatty, model: one, apiKey: "${env:KEY}"}
              large: {provider: chatty, model: two, slots: 8}
            roles: {orchestra: large, writer: small}
            """);
    List<String> ids =
        with(
            chatty(),
            () -> {
              try (Iccm iccm =
                  builder()
                      .configuration(file)
                      .llm("small", "chatty", Map.of("model", "won", "slots", 5))
                      .build()) {
                return List.of(
                    iccm.llm("small").model().id(),
                    iccm.llm("large").model().id(),
                    iccm.llm("writer").model().id(),
                    iccm.orchestra().toString());
              }
            });
    assertThat(ids).containsExactly("won/5/small/", "two/8/large/", "won/5/small/", "[large]");
  }

  @Test
  void handsASecretToItsPluginOnly() throws Exception {
    Path file = yaml("llm:\n  small: {provider: chatty, model: one, apiKey: \"${env:KEY}\"}\n");
    String id =
        with(
            chatty(),
            () -> {
              try (Iccm iccm = builder().configuration(file).build()) {
                assertThat(iccm.toString()).doesNotContain(PASSWORD);
                return iccm.llm("small").model().id();
              }
            });
    assertThat(id).endsWith("/" + PASSWORD);
  }

  @Test
  void reportsFaultsOfTheBuilderAsThoseOfAFile() throws Exception {
    ConfigurationException e =
        with(
            chatty(),
            () ->
                catchThrowableOfType(
                    ConfigurationException.class,
                    () ->
                        builder()
                            .llm("a", "chatty", Map.of("slots", 0))
                            .llm("b", "chaty", Map.of())
                            .llm("c", "chatty", Map.of("model", "m", "apiKey", PASSWORD))
                            .orchestra("d")
                            .build()));
    assertThat(e.problems())
        .extracting(Problem::key)
        .containsExactlyInAnyOrder(
            "llm.a.model", "llm.a.slots", "llm.b", "llm.c.apiKey", "roles.orchestra");
    assertThat(e.problems()).extracting(Problem::place).contains("builder");
    assertThat(e).hasMessageNotContaining(PASSWORD);
  }

  @Test
  void takesASecretObjectFromTheBuilder() throws Exception {
    String id =
        with(
            chatty(),
            () -> {
              try (Iccm iccm =
                  builder()
                      .llm("a", "chatty", Map.of("model", "m", "apiKey", Secret.of(PASSWORD)))
                      .build()) {
                return iccm.llm("a").model().id();
              }
            });
    assertThat(id).endsWith(PASSWORD);
  }

  @Test
  void seesRelativeDirectoriesFromTheFile() throws IOException {
    Path file = yaml("workDirectory: here/work\nstore: sqlite\n");
    try (Iccm iccm =
        Iccm.builder()
            .environment(Map.of())
            .cacheDirectory(directory)
            .configuration(file)
            .llm("m", ScriptedLlmBackend.always("m", "hi"))
            .build()) {
      assertThat(iccm.store().newGeneration()).isPositive();
    }
    assertThat(directory.resolve("here/work/iccm.db")).exists();
  }

  @Test
  void opensNothingBeforeItIsUsed() {
    Iccm iccm = builder().llm("m", ScriptedLlmBackend.always("m", "hi")).build();
    iccm.close();
    assertThat(directory.resolve("work/iccm.db")).doesNotExist();
  }

  @Test
  void closesWhatItMadeWhenALaterPartCannotBeMade() throws Exception {
    List<String> closed = new ArrayList<>();
    System.getProperties().put("iccm.test.closed", closed);
    Path jar =
        PluginJar.in(directory, "half.jar", "1")
            .provider(
                "First",
                "first",
                """
                public LlmBackend create(Settings s, ProviderContext c) {
                  return new LlmBackend() {
                    public ModelCard model() { return ModelCard.builder("f", "1").build(); }
                    public Completion complete(CompletionRequest r) { return null; }
                    @SuppressWarnings("unchecked")
                    public void close() {
                      ((java.util.List<String>) System.getProperties().get("iccm.test.closed"))
                          .add(c.instanceName());
                    }
                  };
                }
                """)
            .provider("Second", "second")
            .provider(
                "Nothing",
                "nothing",
                "public LlmBackend create(Settings s, ProviderContext c) { return null; }")
            .make();
    try {
      with(
          jar,
          () -> {
            assertThatThrownBy(
                    () ->
                        builder()
                            .llm("a", "first", Map.of())
                            .llm("b", "first", Map.of())
                            .llm("c", "second", Map.of())
                            .build())
                .isInstanceOf(ProviderException.class)
                .hasMessageContainingAll("second", "'c'", "not to be made");
            assertThatThrownBy(() -> builder().llm("d", "nothing", Map.of()).build())
                .isInstanceOf(ProviderException.class)
                .hasMessageContaining("nothing");
            return true;
          });
      assertThat(closed).containsExactly("b", "a");
    } finally {
      System.getProperties().remove("iccm.test.closed");
    }
  }

  @Test
  void reportsABrokenDeclarationBesideTheOtherFaults() throws Exception {
    Path jar =
        PluginJar.in(directory, "odd.jar", "1")
            .provider(
                "Odd",
                "odd",
                "public Options options() { throw new IllegalStateException(\"no options\"); }")
            .make();
    ConfigurationException e =
        with(
            jar,
            () ->
                catchThrowableOfType(
                    ConfigurationException.class,
                    () ->
                        builder()
                            .llm("a", "odd", Map.of())
                            .engineer("b", "nobody", Map.of())
                            .build()));
    assertThat(e.problems())
        .extracting(Problem::key)
        .containsExactlyInAnyOrder("llm.a", "engineers.b");
    assertThat(e).hasMessageContaining("no options");
  }

  @Test
  void saysWhatIsMissingWhenAPartThatNobodyConfiguredIsUsed() {
    try (Iccm iccm = builder().llm("m", ScriptedLlmBackend.always("m", "hi")).build()) {
      assertThatThrownBy(iccm::runner)
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContainingAll("runner", "iccm-harness");
      assertThatThrownBy(() -> iccm.embedder(""))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("iccm-embeddings");
      assertThatThrownBy(() -> iccm.llm("n"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("'m'");
      assertThatThrownBy(() -> iccm.llm("teacher"))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("teacher");
      assertThat(iccm.engineers()).containsExactly("gold", "none");
    }
  }
}
