package org.iccm.training.engineer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.iccm.api.application.ApplicationView;
import org.iccm.api.application.SourceFile;
import org.iccm.api.context.ContextEngineer;
import org.iccm.api.context.ContextRequest;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.GateVerdict;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.Scope;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.error.ContextRejectedException;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.core.tokens.Cl100kTokenCounter;
import org.iccm.testkit.doubles.PluginHost;
import org.iccm.testkit.sample.SampleApplication;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CetContextEngineerTest {
  private static final int BUDGET = 400;

  private final PluginHost host = new PluginHost("mine", new Cl100kTokenCounter());
  @TempDir Path temporary;

  @AfterEach
  void close() {
    host.close();
  }

  private static Setting sample() {
    return new Setting(SampleCet.directory());
  }

  private static ContextRequest.Builder request() {
    return ContextRequest.builder(SampleApplication.view(), BUDGET).seed(42);
  }

  private EngineeredContext write(Setting setting, ContextRequest request) {
    try (ContextEngineer engineer = new CetContextEngineer(setting.build(), host)) {
      return engineer.engineer(request);
    }
  }

  private String fingerprint(Setting setting) {
    try (ContextEngineer engineer = new CetContextEngineer(setting.build(), host)) {
      return engineer.card().fingerprint();
    }
  }

  @Test
  @DisplayName("what a model has learned by heart it writes, typed and with its units")
  void learned() {
    EngineeredContext context = write(sample(), request().build());
    assertThat(context.requirements()).isEqualTo(SampleCet.requirements());
    assertThat(context.notes())
        .containsEntry("chunks read", "3")
        .containsEntry("chunks cut to the input's length", "0")
        .containsEntry("answers cut at their longest", "0");
  }

  @Test
  @DisplayName("one unit is asked for: it alone is read")
  void oneUnit() {
    EngineeredContext context =
        write(sample(), request().scope(Scope.UNIT).units(Set.of(SampleCet.unit("room"))).build());
    assertThat(context.notes()).containsEntry("chunks read", "1");
    assertThat(context.requirements()).isEqualTo(SampleCet.requirements().subList(2, 4));
  }

  @Test
  @DisplayName("a small budget is shared: each unit keeps its first requirement")
  void budget() {
    Cl100kTokenCounter tokens = new Cl100kTokenCounter();
    int whole = tokens.count(RequirementRenderer.render(SampleCet.requirements()));
    EngineeredContext context =
        write(
            sample(),
            ContextRequest.builder(SampleApplication.view(), whole - 12).seed(42).build());
    assertThat(tokens.count(RequirementRenderer.render(context.requirements())))
        .isLessThanOrEqualTo(whole - 12);
    assertThat(context.requirements().stream().flatMap(r -> r.units().stream()).distinct())
        .hasSize(3);
    assertThatThrownBy(
            () -> write(sample(), ContextRequest.builder(SampleApplication.view(), 3).build()))
        .isInstanceOf(ContextRejectedException.class)
        .hasMessageContaining("engineer 'mine'")
        .hasMessageContaining("larger context budget");
  }

  @Test
  @DisplayName("samples follow from seed, sample and chunk, not from the batch or other chunks")
  void sampling() {
    Setting hot = sample().temperature(1.5).maxTokens(40);
    ContextRequest request = request().build();
    List<Requirement> first = write(hot, request).requirements();
    assertThat(write(hot, request).requirements()).isEqualTo(first);
    assertThat(write(hot.batch(1), request).requirements()).isEqualTo(first);
    assertThat(write(hot, request().sample(1).build()).requirements()).isNotEqualTo(first);
    assertThat(write(hot, request().seed(43).build()).requirements()).isNotEqualTo(first);
    List<Requirement> one =
        write(hot, request().scope(Scope.UNIT).units(Set.of(SampleCet.unit("room"))).build())
            .requirements();
    assertThat(first).containsAll(one);
  }

  @Test
  @DisplayName("after a rejection the attempt is another one, the same each time")
  void rejected() {
    Setting setting = sample().retryTemperature(1.8).maxTokens(40);
    ContextRequest again =
        request().earlierRejection(GateVerdict.builder(false, 99, 90).build()).build();
    EngineeredContext second = write(setting, again);
    assertThat(second.requirements())
        .isNotEqualTo(write(setting, request().build()).requirements());
    assertThat(write(setting, again).requirements()).isEqualTo(second.requirements());
    assertThat(second.notes()).containsEntry("attempt", "after a rejection");
  }

  @Test
  @DisplayName("weights, tokenizer, adapter and settings are in the fingerprint; the batch is not")
  void fingerprints() throws IOException {
    String base = fingerprint(sample());
    assertThat(fingerprint(sample().batch(2))).isEqualTo(base);
    assertThat(fingerprint(sample().temperature(1))).isNotEqualTo(base);
    assertThat(fingerprint(sample().maxTokens(9))).isNotEqualTo(base);
    assertThat(fingerprint(sample().inputTokens(99))).isNotEqualTo(base);
    Path copy = SampleCet.copyTo(temporary.resolve("copy"));
    assertThat(fingerprint(new Setting(copy))).isEqualTo(base);
    Path adapter = temporary.resolve("adapter");
    try (T5Model model = T5Model.load(copy)) {
      model.addAdapter("a", LoraConfig.builder().build(), 1);
      model.saveAdapter("a", adapter);
    }
    assertThat(fingerprint(sample().adapter(adapter))).isNotEqualTo(base);
    assertThat(write(sample().adapter(adapter), request().build()).requirements())
        .isEqualTo(SampleCet.requirements());
    Path file = copy.resolve(TextTokenizer.FILE);
    Files.writeString(file, Files.readString(file) + "\n");
    assertThat(fingerprint(new Setting(copy))).isNotEqualTo(base);
  }

  @Test
  @DisplayName("files that change between card and first use are refused: their key is another's")
  void changedFiles() throws IOException {
    Path copy = SampleCet.copyTo(temporary.resolve("copy"));
    try (ContextEngineer engineer = new CetContextEngineer(new Setting(copy).build(), host)) {
      engineer.card();
      Path file = copy.resolve(TextTokenizer.FILE);
      Files.writeString(file, Files.readString(file) + "\n");
      assertThatThrownBy(() -> engineer.engineer(request().build()))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("tokenizer.json changed after it was first used");
    }
  }

  @Test
  @DisplayName("what is missing is told at once, with the key and what to do")
  void missing() throws IOException {
    Path none = temporary.resolve("none");
    assertThatThrownBy(() -> fingerprint(new Setting(none).adapter(none)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("2 configuration problems")
        .hasMessageContaining("none: engineers.mine.directory: is no directory; name one")
        .hasMessageContaining("none: engineers.mine.adapter: is no directory");
    Files.createDirectories(none);
    assertThatThrownBy(() -> fingerprint(new Setting(none)))
        .hasMessageContaining("config.json")
        .hasMessageContaining("tokenizer.json")
        .hasMessageContaining("has no weights");
  }

  @Test
  @DisplayName(
      "a long class goes by methods, a long function loses its end, noise is no requirement")
  void longSources() throws IOException {
    StringBuilder source = new StringBuilder("LIMIT = 3\n\n\nclass Shelf:\n");
    for (int m = 0; m < 4; m++) {
      source.append("    def take").append(m).append("(self):\n");
      source.append("        self.jars = LIMIT + 1\n".repeat(m == 3 ? 200 : 3));
    }
    ContextRequest request =
        ContextRequest.builder(
                ApplicationView.builder("shelf", "Shelf", "", "python")
                    .sources(List.of(new SourceFile("shelf.py", source.toString())))
                    .build(),
                BUDGET)
            .build();
    EngineeredContext context = write(sample().classTokens(60).inputTokens(200), request);
    assertThat(context.notes())
        .containsEntry("chunks read", "4")
        .containsEntry("chunks cut to the input's length", "1");
    assertThat(context.requirements()).isNotEmpty();
  }

  private Setting unlearned(Path directory) throws IOException {
    Files.createDirectories(directory);
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 3);
        TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K)) {
      model.save(directory);
      tokenizer.save(directory);
    }
    return new Setting(directory);
  }

  @Test
  @DisplayName("a call in flight ends soon with CancelledException when the engineer is closed")
  void closedInFlight() throws Exception {
    Setting endless = unlearned(temporary.resolve("endless")).maxTokens(20_000);
    ContextEngineer engineer = new CetContextEngineer(endless.build(), host);
    CompletableFuture<EngineeredContext> call =
        CompletableFuture.supplyAsync(() -> engineer.engineer(request().build()));
    Thread.sleep(500);
    engineer.close();
    engineer.close();
    assertThatThrownBy(() -> call.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasCauseInstanceOf(CancelledException.class);
    assertThatThrownBy(() -> engineer.engineer(request().build()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("'mine' is closed");
  }

  @Test
  @DisplayName("an interrupt ends a call in flight at once and stays set; the next call works")
  void interrupted() throws Exception {
    Setting endless = unlearned(temporary.resolve("endless")).maxTokens(20_000);
    try (ContextEngineer engineer = new CetContextEngineer(endless.build(), host)) {
      CompletableFuture<Boolean> kept = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                try {
                  engineer.engineer(request().build());
                  kept.completeExceptionally(new AssertionError("ended by itself"));
                } catch (CancelledException e) {
                  kept.complete(Thread.currentThread().isInterrupted());
                }
              });
      caller.start();
      Thread.sleep(500);
      caller.interrupt();
      // Left alone, the call takes far longer; a machine under load may need more than its second.
      assertThat(kept.get(5, TimeUnit.SECONDS)).isTrue();
      caller.join();
    }
    assertThat(write(sample(), request().build()).requirements()).isNotEmpty();
  }

  @Test
  @DisplayName("a model that is closed in use is freed by the last who leaves it")
  void freedByTheLast() throws IOException {
    Path directory = SampleCet.directory();
    TextTokenizer tokenizer = TextTokenizer.load(directory);
    T5Model t5 = T5Model.load(directory);
    CetModel model =
        new CetModel(
            () -> new CetModel.Loaded(t5, tokenizer, RequirementFormat.of(tokenizer, t5.config())));
    String digest =
        model.use(
            outer ->
                model.use(
                        inner -> {
                          model.close();
                          return inner.model().digest();
                        })
                    + outer.model().digest());
    assertThat(digest).hasSize(128);
    assertThatThrownBy(t5::digest).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> model.use(l -> l)).isInstanceOf(CancelledException.class);
    model.close();
  }
}
