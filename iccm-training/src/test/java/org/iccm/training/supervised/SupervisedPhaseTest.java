package org.iccm.training.supervised;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.api.error.ConfigurationException;
import org.iccm.training.checkpoint.CheckpointException;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.Schedule;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.policy.TinyPolicy;
import org.iccm.training.run.PhaseStep;
import org.iccm.training.stream.ExampleSource;
import org.iccm.training.stream.SupervisedExample;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.tokenizer.ShippedTokenizer;
import org.iccm.training.tokenizer.TextTokenizer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SupervisedPhaseTest {
  private static final T5Config CONFIG = TinyPolicy.config(4096, 16).toBuilder().endId(2).build();
  private static final List<SupervisedExample> HELD = Lesson.examples(100, 105);

  @TempDir Path directory;

  private static SupervisedOptions.Builder options() {
    return SupervisedOptions.builder()
        .steps(12)
        .batch(4)
        .microBatch(2)
        .window(2)
        .validateEvery(4)
        .contrastEvery(3)
        .seed(6);
  }

  private static SupervisedPhase phase(SupervisedOptions options, int examples, double rate) {
    T5Model model = T5Model.random(CONFIG, 1);
    TrainingOptions training =
        TrainingOptions.builder().learningRate(rate).schedule(Schedule.cosine(2, 200)).build();
    return new SupervisedPhase(
        model,
        TextTokenizer.shipped(ShippedTokenizer.CODE_4K),
        T5Trainer.full(model, training),
        ExampleSource.cycle(Lesson.examples(0, examples)),
        HELD,
        options);
  }

  private List<Map<String, Double>> toTheEnd(SupervisedPhase phase, String to) throws IOException {
    List<Map<String, Double>> figures = new ArrayList<>();
    while (phase.finished().isEmpty()) {
      figures.add(phase.advance().values());
    }
    phase.deliver(directory.resolve(to));
    return figures;
  }

  private String digest(String delivered) {
    try (T5Model model = T5Model.load(directory.resolve(delivered))) {
      return model.digest();
    }
  }

  @Test
  @DisplayName("resumed after any step, figures and weights are the uninterrupted run's")
  void resumes() throws IOException {
    List<Map<String, Double>> whole;
    try (SupervisedPhase phase = phase(options().build(), 11, 5e-3)) {
      whole = toTheEnd(phase, "whole");
    }
    assertThat(whole).hasSize(12);
    for (int at : new int[] {0, 1, 2, 5, 8, 11}) {
      Path state = Files.createDirectory(directory.resolve("at" + at));
      try (SupervisedPhase phase = phase(options().build(), 11, 5e-3)) {
        for (int i = 0; i < at; i++) {
          phase.advance();
        }
        phase.save(state);
      }
      try (SupervisedPhase phase = phase(options().build(), 11, 5e-3)) {
        phase.restore(state);
        assertThat(phase.steps()).isEqualTo(at);
        assertThat(toTheEnd(phase, "from" + at)).isEqualTo(whole.subList(at, 12));
      }
      assertThat(digest("from" + at)).isEqualTo(digest("whole"));
    }
  }

  @Test
  @DisplayName(
      "what is refused: another source, other options, limits that validation does not fit")
  void refusals() throws IOException {
    try (SupervisedPhase phase = phase(options().build(), 11, 5e-3)) {
      phase.save(directory);
    }
    try (SupervisedPhase phase = phase(options().window(3).build(), 12, 5e-3)) {
      assertThatThrownBy(() -> phase.restore(directory))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("window=3")
          .hasMessageContaining("source there is cycle");
    }
    assertThatThrownBy(() -> phase(options().targetTokens(2).build(), 11, 5e-3))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("validation");
  }

  @Test
  @DisplayName("it learns: losses fall, the best validation is told")
  void learns() {
    SupervisedOptions options = options().steps(120).validateEvery(20).contrastEvery(2).build();
    try (SupervisedPhase phase = phase(options, 60, 1e-2)) {
      double before = phase.validationLoss();
      int best = 0;
      double first = Double.NaN;
      double last = Double.NaN;
      while (phase.finished().isEmpty()) {
        PhaseStep step = phase.advance();
        best += step.best() ? 1 : 0;
        assertThat(step.best() && !step.notable()).isFalse();
        assertThat(step.tokens()).isPositive();
        if (step.values().containsKey("contrast")) {
          last = step.values().get("loss");
          first = Double.isNaN(first) ? last : first;
        }
      }
      assertThat(best).isPositive();
      assertThat(last).isLessThan(first * 0.6);
      assertThat(phase.validationLoss()).isLessThan(before * 0.6);
      assertThat(phase.retrieval().orElseThrow().chance()).isEqualTo(0.2);
    }
  }

  @Test
  @DisplayName("it stops when validation does not get better")
  void earlyStop() {
    // Improvements of ten nats do not come.
    SupervisedOptions options = options().validateEvery(1).patience(3).least(10).build();
    try (SupervisedPhase phase = phase(options, 11, 1e-3)) {
      while (phase.finished().isEmpty()) {
        phase.advance();
      }
      assertThat(phase.steps()).isEqualTo(4);
      assertThat(phase.finished().orElseThrow()).contains("3 validations");
    }
  }

  @Test
  @DisplayName("an adapter is delivered merged, and goes on as it was")
  void adapter() throws IOException {
    TrainingOptions training = TrainingOptions.builder().learningRate(1e-2).build();
    T5Model model = T5Model.random(CONFIG, 1);
    String bare = model.digest();
    model.addAdapter("a", LoraConfig.builder().pattern(".*").rank(2).dropout(0).build(), 5);
    try (SupervisedPhase phase =
        new SupervisedPhase(
            model,
            TextTokenizer.shipped(ShippedTokenizer.CODE_4K),
            T5Trainer.adapter(model, "a", training),
            ExampleSource.cycle(Lesson.examples(0, 11)),
            HELD,
            options().build())) {
      for (int i = 0; i < 3; i++) {
        phase.advance();
      }
      double loss = phase.validationLoss();
      phase.deliver(directory.resolve("out"));
      assertThat(model.digest()).isEqualTo(bare);
      assertThat(model.activeAdapter()).contains("a");
      assertThat(phase.validationLoss()).isEqualTo(loss);
      assertThat(digest("out")).isNotEqualTo(bare);
      assertThat(directory.resolve("out/adapter/adapter_model.safetensors")).exists();
      assertThat(phase.advance().values().get("loss")).isFinite();
    }
  }
}
