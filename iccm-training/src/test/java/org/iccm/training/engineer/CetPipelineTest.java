package org.iccm.training.engineer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.api.Iccm;
import org.iccm.api.application.TestGroup;
import org.iccm.api.error.ConfigurationException;
import org.iccm.api.llm.CompletionRequest;
import org.iccm.api.llm.Message;
import org.iccm.api.rollout.Rollout;
import org.iccm.api.rollout.RolloutBatch;
import org.iccm.api.rollout.RolloutOutcome;
import org.iccm.api.rollout.RolloutRequest;
import org.iccm.testkit.doubles.ScriptedLlmBackend;
import org.iccm.testkit.doubles.ScriptedTestRunner;
import org.iccm.testkit.sample.IndentedPython;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CetPipelineTest {
  @TempDir Path directory;

  private Iccm iccm(ScriptedLlmBackend model, Map<String, Object> settings) {
    ScriptedTestRunner runner =
        ScriptedTestRunner.builder()
            .otherwise(
                run ->
                    ScriptedTestRunner.passing(
                        run, t -> run.files().get(0).text().contains("boards * 7 - 2 - jars")))
            .build();
    return Iccm.builder()
        .llm("m", model)
        .orchestra("m")
        .engineer("mine", "cet-d", settings)
        .runner(runner)
        .store("sqlite", Map.of("file", directory.resolve("store.db")))
        .language(new IndentedPython())
        .workDirectory(directory)
        .build();
  }

  /** Rebuilds room rightly if it is told what the model has learned. */
  private static String answer(CompletionRequest request) {
    boolean told =
        request.messages().stream()
            .map(Message::content)
            .anyMatch(t -> t.contains("Every board takes seven jars, the lowest one two fewer."));
    return SampleApplication.answer(
        told ? SampleApplication.SOURCE : SampleApplication.PARTLY_WRONG_SOURCE);
  }

  private static List<Rollout> rollouts(Iccm iccm) {
    RolloutRequest request =
        RolloutRequest.builder("cet", List.of(SampleApplication.application()), List.of("mine"))
            .build();
    List<Rollout> all = new ArrayList<>();
    try (RolloutBatch batch = iccm.rollouts().submit(request)) {
      while (!batch.isDone()) {
        batch.next(Duration.ofSeconds(20)).ifPresent(all::add);
      }
    }
    return all;
  }

  @Test
  @DisplayName("cet-d by name writes what a model rebuilds from, and the store keeps it")
  void endToEnd() {
    ScriptedLlmBackend model =
        ScriptedLlmBackend.builder("m").answering(CetPipelineTest::answer).build();
    Map<String, Object> settings = Map.of("directory", SampleCet.directory());
    try (Iccm iccm = iccm(model, settings)) {
      assertThat(rollouts(iccm))
          .singleElement()
          .satisfies(
              r -> {
                assertThat(r.outcome()).as(r.detail()).isEqualTo(RolloutOutcome.COMPLETED);
                assertThat(r.score(TestGroup.REPORT)).hasValue(1);
              });
    }
    int calls = model.calls();
    try (Iccm iccm = iccm(model, settings)) {
      assertThat(rollouts(iccm)).hasSize(1);
    }
    assertThat(model.calls()).isEqualTo(calls);
  }

  @Test
  @DisplayName("a directory that is not there is told before anything is spent")
  void noDirectory() {
    ScriptedLlmBackend model = ScriptedLlmBackend.always("m", "?");
    try (Iccm iccm = iccm(model, Map.of("directory", directory.resolve("none")))) {
      assertThatThrownBy(() -> rollouts(iccm))
          .isInstanceOf(ConfigurationException.class)
          .hasMessageContaining("none: engineers.mine.directory: is no directory; name one");
    }
    assertThat(model.calls()).isZero();
  }

  @Test
  @DisplayName("settings that cannot be are told before anything is loaded")
  void wrongSettings() {
    ScriptedLlmBackend model = ScriptedLlmBackend.always("m", "?");
    assertThatThrownBy(() -> iccm(model, Map.of("temprature", 1.0)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("directory")
        .hasMessageContaining("temprature");
    assertThatThrownBy(
            () ->
                iccm(
                    model,
                    Map.of("directory", directory.resolve("none"), "beams", 4L, "temperature", .5)))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("engineers.mine.beams");
  }
}
