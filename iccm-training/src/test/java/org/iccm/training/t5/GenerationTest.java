package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.engine.PtNDArray;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.iccm.api.error.CancelledException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class GenerationTest {
  static final List<String> NAMES = Fixture.NAMES;

  private static GenerationOptions.Builder options() {
    return GenerationOptions.builder().maxTokens(24);
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("greedy, sampled and beam outputs of 50 prompts are the reference's")
  void sameTokens(String name) {
    Fixture fixture = Fixture.of(name);
    JsonNode json = fixture.json("generation.json");
    List<int[]> prompts = Fixture.sequences(json.get("prompts"));
    List<double[]> uniforms = new ArrayList<>();
    json.get("uniforms").forEach(row -> uniforms.add(Fixture.doubles(row)));
    Draws draws = (row, step) -> uniforms.get(row)[step];
    try (T5Model model = fixture.model()) {
      assertSame(json.get("greedy"), model.generate(prompts, options().build()));
      assertSame(json.get("beam"), model.generate(prompts, options().beams(4).build()));
      List<Generated> sampled =
          model.generate(
              prompts, options().temperature(1).logProbabilities(true).build(), draws, () -> false);
      assertSame(json.get("sampled"), sampled);
      for (int r = 0; r < prompts.size(); r++) {
        double[] expected = Fixture.doubles(json.get("sampledLogProbabilities").get(r));
        float[] floats = new float[expected.length];
        for (int i = 0; i < floats.length; i++) {
          floats[i] = (float) expected[i];
        }
        Fixture.assertClose("row " + r, sampled.get(r).logProbabilities(), floats, 1e-5);
      }
      GenerationOptions warped = options().temperature(0.7).topK(12).topP(0.8).build();
      assertSame(json.get("warped"), model.generate(prompts, warped, draws, () -> false));
    }
  }

  private static void assertSame(JsonNode expected, List<Generated> actual) {
    assertThat(actual.stream().map(g -> Arrays.toString(g.tokens())))
        .containsExactlyElementsOf(
            Fixture.sequences(expected).stream().map(Arrays::toString).toList());
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  @DisplayName("cached equals uncached, alone equals batched, token for token")
  void cachedEqualsUncached(String name) {
    Fixture fixture = Fixture.of(name);
    List<int[]> prompts =
        Fixture.sequences(fixture.json("generation.json").get("prompts")).subList(0, 8);
    try (T5Model model = fixture.model()) {
      List<Generated> batched = model.generate(prompts, options().logProbabilities(true).build());
      for (int r = 0; r < prompts.size(); r++) {
        int[] tokens = batched.get(r).tokens();
        assertThat(uncached(model, prompts.get(r), 24)).containsExactly(tokens);
        assertThat(model.generate(List.of(prompts.get(r)), options().build()).get(0).tokens())
            .containsExactly(tokens);
        assertThat(batched.get(r).ended()).isEqualTo(tokens[tokens.length - 1] == 1);
        TokenBatch again = TokenBatch.of(model.config(), List.of(prompts.get(r)), List.of(tokens));
        Fixture.assertClose(
            "log-probabilities",
            batched.get(r).logProbabilities(),
            model.logProbabilities(again).get(0),
            1e-5);
      }
    }
  }

  private static int[] uncached(T5Model model, int[] source, int longest) {
    int[] tokens = new int[0];
    while (tokens.length < longest) {
      int[] targets = Arrays.copyOf(tokens, tokens.length + 1);
      TokenBatch batch = TokenBatch.of(model.config(), List.of(source), List.of(targets));
      float[] scores =
          model.run(
              scope -> {
                PtNDArray logits = model.network().forward(Pass.exact(scope), batch);
                return Torch.toFloats(logits);
              });
      int from = tokens.length * model.config().vocabulary();
      int best = 0;
      for (int i = 0; i < model.config().vocabulary(); i++) {
        if (scores[from + i] > scores[from + best]) {
          best = i;
        }
      }
      targets[tokens.length] = best;
      tokens = targets;
      if (best == model.config().endId()) {
        break;
      }
    }
    return tokens;
  }

  @Test
  @DisplayName("a model with large or small embeddings goes both ways of the norm alike")
  void bothNorms() {
    T5Config config = T5Size.TEST.config();
    try (T5Model model = T5Model.random(config, 3)) {
      int[] source = {10, 11, 12, 13, 14, 2};
      assertThat(model.generate(List.of(source), options().build()).get(0).tokens())
          .containsExactly(uncached(model, source, 24));
      var shared = Torch.memory(model.parameters().get("shared.weight"));
      for (int i = 0; i < shared.limit(); i++) {
        shared.put(i, shared.get(i) * 0.01f);
      }
      model.changed();
      assertThat(model.generate(List.of(source), options().build()).get(0).tokens())
          .containsExactly(uncached(model, source, 24));
    }
  }

  @Test
  @DisplayName("equal seeds give equal samples, whatever else is in the batch")
  void seeds() {
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 3)) {
      int[] a = {10, 11, 12, 2};
      int[] b = {20, 21, 22, 23, 24, 25, 2};
      GenerationOptions options = options().temperature(1).seed(5).build();
      int[] alone = model.generate(List.of(a), options).get(0).tokens();
      assertThat(model.generate(List.of(a, b), options).get(0).tokens()).containsExactly(alone);
      GenerationOptions other = options().temperature(1).seed(6).build();
      assertThat(model.generate(List.of(a), other).get(0).tokens()).isNotEqualTo(alone);
      GenerationOptions one = options().temperature(1).topK(1).build();
      assertThat(model.generate(List.of(a), one).get(0).tokens())
          .containsExactly(model.generate(List.of(a), options().build()).get(0).tokens());
    }
  }

  @Test
  void wrongOptionsAndSources() {
    assertThatThrownBy(() -> options().maxTokens(0).build()).hasMessageContaining("maxTokens");
    assertThatThrownBy(() -> options().temperature(-1).build()).hasMessageContaining("temperature");
    assertThatThrownBy(() -> options().temperature(Double.NaN).build())
        .hasMessageContaining("temperature");
    assertThatThrownBy(() -> options().topK(-1).build()).hasMessageContaining("topK");
    assertThatThrownBy(() -> options().topP(0).build()).hasMessageContaining("topP");
    assertThatThrownBy(() -> options().beams(0).build()).hasMessageContaining("beams");
    assertThatThrownBy(() -> options().beams(2).temperature(1).build())
        .hasMessageContaining("exclude");
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 3)) {
      assertThatThrownBy(() -> model.generate(List.of(new int[0]), options().build()))
          .hasMessageContaining("source 0 is empty");
      assertThatThrownBy(() -> model.generate(List.of(new int[] {4096}), options().build()))
          .hasMessageContaining("id 4096");
    }
  }

  @Test
  void nanWeightsAreAnError() {
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 3)) {
      Torch.memory(model.parameters().get("decoder.final_layer_norm.weight")).put(0, Float.NaN);
      assertThatThrownBy(() -> model.generate(List.of(new int[] {2}), options().build()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("not numbers");
      assertThatThrownBy(() -> model.generate(List.of(new int[] {2}), options().beams(2).build()))
          .hasMessageContaining("not numbers");
    }
  }

  @Test
  void anInterruptEndsIt() {
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 3)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> model.generate(List.of(new int[] {2}), options().build()))
          .isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
      for (int beams = 1; beams < 3; beams++) {
        GenerationOptions options = options().beams(beams).build();
        assertThatThrownBy(() -> model.generate(List.of(new int[] {2}), options, () -> true))
            .isInstanceOf(CancelledException.class)
            .hasMessageContaining("cancelled");
      }
    }
  }
}
