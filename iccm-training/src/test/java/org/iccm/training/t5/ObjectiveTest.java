package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.TrainingOptions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ObjectiveTest {
  static final List<String> NAMES = Fixture.NAMES;

  private static TokenObjective crossEntropy(double divisor) {
    return (logs, slopes) -> {
      double loss = 0;
      for (int r = 0; r < logs.size(); r++) {
        Arrays.fill(slopes.get(r), (float) (-1 / divisor));
        for (float log : logs.get(r)) {
          loss -= log / divisor;
        }
      }
      return loss;
    };
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("cross-entropy as an objective learns what cross-entropy learns, bit for bit")
  void crossEntropyBitForBit(String name) {
    Fixture fixture = Fixture.of(name);
    for (boolean checkpointing : new boolean[] {false, true}) {
      for (boolean adapter : new boolean[] {false, true}) {
        TrainingOptions options =
            TrainingOptions.builder().dropout(0.1).checkpointing(checkpointing).seed(4).build();
        String[] digests = new String[2];
        double[] losses = new double[2];
        for (int i = 0; i < 2; i++) {
          try (T5Model model = fixture.model()) {
            model.addAdapter("a", LoraConfig.builder().rank(2).build(), 5);
            TokenBatch batch = fixture.batch(model.config());
            try (T5Trainer trainer =
                adapter ? T5Trainer.adapter(model, "a", options) : T5Trainer.full(model, options)) {
              TokenObjective objective = crossEntropy(2.0 * batch.targetTokens());
              ObjectiveBatch part = new ObjectiveBatch(batch, objective);
              for (int step = 0; step < 3; step++) {
                StepResult result =
                    i == 0
                        ? trainer.step(List.of(batch, batch))
                        : trainer.minimise(List.of(part, part), 1);
                losses[i] += result.loss();
              }
              digests[i] = ResumedTraining.digest(trainer);
            }
          }
        }
        assertThat(digests[1]).isEqualTo(digests[0]);
        assertThat(losses[1]).isCloseTo(losses[0], within(1e-5));
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("slopes weigh tokens: a mixed objective's gradient is the mixture of its parts'")
  void linear(String name) {
    Fixture fixture = Fixture.of(name);
    JsonNode json = fixture.json("case.json");
    List<int[]> sources = Fixture.sequences(json.get("sources"));
    List<int[]> targets = Fixture.sequences(json.get("targets"));
    try (T5Model model = fixture.model();
        T5Trainer trainer = T5Trainer.full(model, TrainingOptions.builder().build())) {
      TokenBatch both = TokenBatch.of(model.config(), sources, targets);
      double[] weights = {0.7, -1.3};
      TokenObjective mixed =
          (logs, slopes) -> {
            for (int r = 0; r < logs.size(); r++) {
              for (int t = 0; t < logs.get(r).length; t++) {
                slopes.get(r)[t] = r < 2 && t == r ? (float) weights[r] : 0;
              }
            }
            return 0;
          };
      Map<String, float[]> together = trainer.gradient(List.of(new ObjectiveBatch(both, mixed)));
      List<Map<String, float[]>> apart = new ArrayList<>();
      for (int r = 0; r < 2; r++) {
        int token = r;
        TokenBatch one =
            TokenBatch.of(model.config(), List.of(sources.get(r)), List.of(targets.get(r)));
        TokenObjective single =
            (logs, slopes) -> {
              slopes.get(0)[token] = 1;
              return 0;
            };
        apart.add(trainer.gradient(List.of(new ObjectiveBatch(one, single))));
      }
      assertThat(together.keySet()).isEqualTo(apart.get(0).keySet());
      together.forEach(
          (tensor, values) -> {
            float[] expected = new float[values.length];
            for (int i = 0; i < expected.length; i++) {
              expected[i] =
                  (float)
                      (weights[0] * Objects.requireNonNull(apart.get(0).get(tensor))[i]
                          + weights[1] * Objects.requireNonNull(apart.get(1).get(tensor))[i]);
            }
            Fixture.assertClose(tensor, values, expected, 1e-5);
          });
      assertThat(trainer.steps()).isZero();
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("a source read once for several targets teaches what it teaches read for each")
  void sharedSources(String name) {
    Fixture fixture = Fixture.of(name);
    JsonNode json = fixture.json("case.json");
    List<int[]> sources = Fixture.sequences(json.get("sources"));
    List<int[]> targets = Fixture.sequences(json.get("targets"));
    int[] sourceOf = {1, 0, 1, 1};
    List<int[]> four = List.of(targets.get(0), targets.get(1), targets.get(1), targets.get(0));
    List<int[]> repeated = new ArrayList<>();
    for (int place : sourceOf) {
      repeated.add(sources.get(place));
    }
    List<String> digests = new ArrayList<>();
    for (boolean checkpointing : new boolean[] {false, true}) {
      TrainingOptions options =
          TrainingOptions.builder().checkpointing(checkpointing).seed(4).build();
      try (T5Model model = fixture.model();
          T5Trainer trainer = T5Trainer.full(model, options)) {
        T5Config config = model.config();
        TokenBatch shared = TokenBatch.shared(config, sources, four, sourceOf);
        TokenBatch apart = TokenBatch.of(config, repeated, four);
        assertThat(shared.rows()).isEqualTo(4);
        assertThat(shared.sourceTokens()).isEqualTo(sources.stream().mapToInt(s -> s.length).sum());
        for (int r = 0; r < 4; r++) {
          Fixture.assertClose(
              "row " + r,
              model.logProbabilities(shared).get(r),
              model.logProbabilities(apart).get(r),
              1e-5);
        }
        Map<String, float[]> expected =
            trainer.gradient(List.of(new ObjectiveBatch(apart, crossEntropy(9))));
        List<ObjectiveBatch> once = List.of(new ObjectiveBatch(shared, crossEntropy(9)));
        trainer
            .gradient(once)
            .forEach(
                (tensor, values) ->
                    Fixture.assertClose(
                        tensor, values, Objects.requireNonNull(expected.get(tensor)), 1e-5));
        trainer.minimise(once, 1);
        trainer.minimise(List.of(once.get(0), once.get(0)), 1);
        digests.add(ResumedTraining.digest(trainer));
        assertThatThrownBy(() -> TokenBatch.shared(config, sources, four, new int[] {0, 1}))
            .hasMessageContaining("2 places of sources, 4 targets");
        assertThatThrownBy(() -> TokenBatch.shared(config, sources, four, new int[] {0, 1, 9, 0}))
            .hasMessageContaining("source is 9");
      }
    }
    assertThat(digests.get(1)).isEqualTo(digests.get(0));
  }

  @Test
  @DisplayName("a rate factor of 0 moves nothing, what is no number changes nothing")
  void edges() {
    Fixture fixture = Fixture.of("inner");
    try (T5Model model = fixture.model();
        T5Trainer trainer = T5Trainer.full(model, TrainingOptions.builder().build())) {
      TokenBatch batch = fixture.batch(model.config());
      String before = model.digest();
      List<ObjectiveBatch> batches = List.of(new ObjectiveBatch(batch, crossEntropy(9)));
      assertThat(trainer.minimise(batches, 0).learningRate()).isZero();
      assertThat(model.digest()).isEqualTo(before);
      assertThat(trainer.steps()).isEqualTo(1);
      assertThatThrownBy(() -> trainer.minimise(batches, -1)).hasMessageContaining("rateFactor");
      assertThatThrownBy(() -> trainer.minimise(List.of(), 1)).hasMessageContaining("no batch");
      List<ObjectiveBatch> bad = List.of(new ObjectiveBatch(batch, (logs, slopes) -> Double.NaN));
      assertThatThrownBy(() -> trainer.minimise(bad, 1)).isInstanceOf(DivergedException.class);
      assertThat(model.digest()).isEqualTo(before);
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName(
      "several samples of one source are those of the source repeated; entropies are exact")
  void samples(String name) {
    Fixture fixture = Fixture.of(name);
    List<int[]> prompts =
        Fixture.sequences(fixture.json("generation.json").get("prompts")).subList(0, 3);
    try (T5Model model = fixture.model()) {
      GenerationOptions.Builder options =
          GenerationOptions.builder().maxTokens(12).temperature(1).logProbabilities(true);
      long[] seeds = {1, 2, 3, 4, 5, 6};
      List<Generated> together = model.generate(prompts, options.samples(2).build(), seeds);
      List<int[]> repeated = new ArrayList<>();
      prompts.forEach(p -> repeated.addAll(List.of(p, p)));
      List<Generated> apart = model.generate(repeated, options.samples(1).build(), seeds);
      assertThat(together).hasSize(6);
      for (int i = 0; i < 6; i++) {
        assertThat(together.get(i).tokens()).containsExactly(apart.get(i).tokens());
        assertThat(together.get(i).entropies()).hasSize(together.get(i).tokens().length);
        int[] tokens = together.get(i).tokens();
        int place = Math.min(1, tokens.length - 1);
        assertThat((double) together.get(i).entropies()[place])
            .isCloseTo(
                entropy(model, repeated.get(i), Arrays.copyOf(tokens, place + 1)), within(1e-4));
      }
      assertThatThrownBy(() -> model.generate(prompts, options.samples(2).build(), new long[3]))
          .hasMessageContaining("3 sources x 2, 3 seeds");
      assertThatThrownBy(() -> options.temperature(0).samples(2).build())
          .hasMessageContaining("temperature");
    }
  }

  /** Of the last token's distribution, one id after the other. */
  private static double entropy(T5Model model, int[] source, int[] tokens) {
    double entropy = 0;
    for (int id = 0; id < model.config().vocabulary(); id++) {
      tokens[tokens.length - 1] = id;
      TokenBatch batch = TokenBatch.of(model.config(), List.of(source), List.of(tokens));
      double log = model.logProbabilities(batch).get(0)[tokens.length - 1];
      entropy -= Math.exp(log) * log;
    }
    return entropy;
  }

  @Test
  @DisplayName("a reference stays while the policy learns, as copy, bare model or other adapter")
  void reference() {
    Fixture fixture = Fixture.of("inner");
    try (T5Model model = fixture.model()) {
      TokenBatch batch = fixture.batch(model.config());
      List<float[]> bare = model.logProbabilities(batch);
      TrainingOptions options = TrainingOptions.builder().learningRate(3e-2).build();
      LoraConfig shape = LoraConfig.builder().pattern(".*").rank(2).build();
      model.addAdapter("old", shape, 1);
      try (T5Trainer trainer = T5Trainer.adapter(model, "old", options)) {
        trainer.step(batch);
        trainer.step(batch);
        assertThat(ReferencePolicy.adapter(model, "old").staysUnder(trainer)).isFalse();
        assertThat(ReferencePolicy.adapter(model, null).staysUnder(trainer)).isTrue();
      }
      List<float[]> old = model.logProbabilities(batch);
      assertThat(old.get(0)).isNotEqualTo(bare.get(0));
      try (ReferencePolicy copy = ReferencePolicy.copyOf(model)) {
        model.addAdapter("new", shape, 2);
        try (T5Trainer trainer = T5Trainer.adapter(model, "new", options)) {
          GenerationOptions greedy = GenerationOptions.builder().maxTokens(9).build();
          int[] source = {5, 6, 1};
          trainer.step(batch);
          trainer.step(batch);
          int[] written = model.generate(List.of(source), greedy).get(0).tokens();
          List<float[]> now = model.logProbabilities(batch);
          assertThat(now.get(0)).isNotEqualTo(bare.get(0));
          assertThat(ReferencePolicy.adapter(model, null).logProbabilities(batch).get(0))
              .isEqualTo(bare.get(0));
          assertThat(ReferencePolicy.adapter(model, "old").logProbabilities(batch).get(0))
              .isEqualTo(old.get(0));
          Fixture.assertClose("copy", copy.logProbabilities(batch).get(0), old.get(0), 1e-4);
          assertThat(model.activeAdapter()).contains("new");
          assertThat(model.logProbabilities(batch).get(0)).isEqualTo(now.get(0));
          assertThat(model.generate(List.of(source), greedy).get(0).tokens())
              .containsExactly(written);
          assertThat(copy.staysUnder(trainer)).isTrue();
        }
      }
      assertThatThrownBy(() -> ReferencePolicy.adapter(model, "none"))
          .hasMessageContaining("no adapter 'none'");
      try (T5Trainer trainer = T5Trainer.full(model, options)) {
        assertThat(ReferencePolicy.adapter(model, "old").staysUnder(trainer)).isFalse();
      }
    }
  }
}
