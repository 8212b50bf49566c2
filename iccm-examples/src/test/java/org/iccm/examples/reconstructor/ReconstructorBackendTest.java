package org.iccm.examples.reconstructor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.iccm.api.error.CancelledException;
import org.iccm.api.llm.Completion;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.FinishReason;
import org.iccm.api.llm.Message;
import org.iccm.api.llm.Sampling;
import org.iccm.examples.laboratory.Wording;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconstructorBackendTest {
  @TempDir Path directory;

  @BeforeEach
  void save() throws IOException {
    try (TextTokenizer tokenizer = TextTokenizer.shipped(ShippedTokenizer.CODE_4K);
        T5Model model = T5Model.random(T5Size.TEST.config(), 1)) {
      Files.createDirectories(directory.resolve("m"));
      model.save(directory.resolve("m"));
      tokenizer.save(directory.resolve("m"));
    }
  }

  private ReconstructorBackend open(int batch) {
    return ReconstructorBackend.load("a", directory.resolve("m"), batch);
  }

  private static CompletionRequest ask(String requirement, Sampling sampling) {
    return CompletionRequest.builder(
            List.of(
                Message.user(
                    "Keep its name and parameters exactly:\n\n"
                        + "```python\n"
                        + "def f(x: int) -> int\n"
                        + "```\n\n"
                        + "Requirements:\n\n"
                        + requirement
                        + "\n\nAnswer with one fenced python code block")))
        .sampling(sampling)
        .build();
  }

  private static Sampling greedy(int most) {
    return Sampling.builder().temperature(0).maxTokens(most).build();
  }

  @Test
  @DisplayName("calls at once, of different limits, answer as each does alone")
  void batches() throws Exception {
    List<CompletionRequest> asked = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Sampling warm = Sampling.builder().temperature(0.7).maxTokens(12).seed(i).build();
      asked.add(ask("x is added to " + i, i % 3 == 2 ? warm : greedy(8 + i)));
    }
    List<String> alone = new ArrayList<>();
    ExecutorService threads = Executors.newFixedThreadPool(12);
    try (ReconstructorBackend one = open(1);
        ReconstructorBackend many = open(8)) {
      assertThat(many.model().id()).isEqualTo("trained-reconstructor/a");
      assertThat(many.model().concurrency()).isEqualTo(8);
      assertThat(many.model().revision()).isEqualTo(one.model().revision());
      asked.forEach(r -> alone.add(one.complete(r).text()));
      List<Future<Completion>> together = new ArrayList<>();
      asked.forEach(r -> together.add(threads.submit(() -> many.complete(r))));
      for (int i = 0; i < asked.size(); i++) {
        Completion c = together.get(i).get();
        assertThat(c.text()).isEqualTo(alone.get(i)).startsWith("```python\n");
        assertThat(c.usage().completion().orElseThrow())
            .isLessThanOrEqualTo(asked.get(i).sampling().maxTokens().orElseThrow());
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  @DisplayName("a question that it cannot read is answered without code, an option refused")
  void otherQuestions() {
    try (ReconstructorBackend backend = open(2)) {
      Completion c =
          backend.complete(CompletionRequest.builder(List.of(Message.user("Hello?"))).build());
      assertThat(c.text()).doesNotContain("```");
      assertThat(c.finishReason()).isEqualTo(FinishReason.STOP);
      assertThatThrownBy(
              () -> backend.complete(ask("x", Sampling.builder().stop(List.of("y")).build())))
          .isInstanceOf(UnsupportedOperationException.class);
    }
  }

  @Test
  @DisplayName("an interrupt ends a call and keeps the flag, a close ends all and leaves no thread")
  void life() throws Exception {
    ReconstructorBackend backend = open(1);
    AtomicReference<Object> seen = new AtomicReference<>("nothing");
    Thread caller =
        new Thread(
            () -> {
              Thread.currentThread().interrupt();
              try {
                backend.complete(ask("x is doubled", greedy(200)));
              } catch (CancelledException e) {
                seen.set(Thread.currentThread().isInterrupted());
              }
            },
            "caller");
    caller.start();
    caller.join();
    assertThat(seen.get()).isEqualTo(true);
    backend.close();
    backend.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .doesNotContain("iccm-reconstructor-a");
    assertThatThrownBy(() -> backend.complete(ask("x", greedy(4))))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  @DisplayName("training goes on from its checkpoint and ends with the same model")
  void trainingResumes() throws IOException {
    Preference preference = new Preference(Wording.GOLD, Preference.SHARE);
    ReconstructorTraining training =
        new ReconstructorTraining(1, preference, 0.25, 5, 6, 4, 10, T5Size.TEST.config());
    training.train(directory.resolve("whole"), (step, seconds) -> {});
    List<Integer> steps = new ArrayList<>();
    assertThatThrownBy(
            () ->
                training.train(
                    directory.resolve("pieces"),
                    (step, seconds) -> {
                      steps.add(step.step());
                      if (step.step() == 3) {
                        throw new IllegalStateException("killed");
                      }
                    }))
        .hasMessage("killed");
    training.train(directory.resolve("pieces"), (step, seconds) -> steps.add(step.step()));
    assertThat(Files.readAllBytes(directory.resolve("pieces").resolve("model.safetensors")))
        .isEqualTo(Files.readAllBytes(directory.resolve("whole").resolve("model.safetensors")));
    assertThat(Files.readString(directory.resolve("whole").resolve("training.txt")))
        .contains("laboratory-1", "reconstructor-format-1");
    steps.clear();
    training.train(directory.resolve("pieces"), (step, seconds) -> steps.add(step.step()));
    assertThat(steps).as("nothing is left to do").isEmpty();
  }
}
