package org.iccm.training.t5;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.policy.TinyPolicy;
import org.iccm.training.retrieval.InfoNce;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EmbeddingBatchTest {
  private static final T5Config CONFIG = TinyPolicy.config(24, 16);
  private static final List<int[]> QUERIES =
      List.of(new int[] {3, 4, 1}, new int[] {5, 1}, new int[] {6, 7, 8, 1}, new int[] {9, 1});
  private static final List<int[]> SECTIONS =
      List.of(
          new int[] {10, 11, 12, 1}, new int[] {13, 1}, new int[] {14, 1}, new int[] {15, 16, 1});
  private static final TokenBatch WRITING =
      TokenBatch.of(CONFIG, List.of(new int[] {3, 1}), List.of(new int[] {4, 5, 1}));

  private static InfoNce loss(double weight) {
    return new InfoNce(
        0.1,
        weight,
        IntStream.range(0, 4).mapToObj(i -> new InfoNce.Pair("q" + i, "s" + i)).toList());
  }

  private static float[] learned(List<List<int[]>> parts, double dropout) {
    TrainingOptions options = TrainingOptions.builder().dropout(dropout).seed(4).build();
    try (T5Model model = T5Model.random(CONFIG, 2);
        T5Trainer trainer = T5Trainer.full(model, options)) {
      for (int i = 0; i < 3; i++) {
        trainer.step(List.of(WRITING), EmbeddingBatch.of(CONFIG, parts, loss(1)));
      }
      return T5Encoder.embed(model, QUERIES).get(0);
    }
  }

  @Test
  @DisplayName("vectors have unit length and do not depend on the padding beside them")
  void embeddings() {
    try (T5Model model = T5Model.random(CONFIG, 2)) {
      List<float[]> together = T5Encoder.embed(model, QUERIES);
      for (int i = 0; i < QUERIES.size(); i++) {
        float[] alone = T5Encoder.embed(model, List.of(QUERIES.get(i))).get(0);
        assertThat(together.get(i)).containsExactly(alone, within(1e-6f));
        double square =
            IntStream.range(0, alone.length).mapToDouble(j -> alone[j] * alone[j]).sum();
        assertThat(square).isCloseTo(1, within(1e-5));
      }
      assertThatThrownBy(() -> T5Encoder.embed(model, List.of(new int[] {24})))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("id 24");
    }
  }

  @Test
  @DisplayName("in parts, the step is that of one batch")
  void parts() {
    List<int[]> all = new ArrayList<>(QUERIES);
    all.addAll(SECTIONS);
    float[] whole = learned(List.of(all), 0);
    float[] cut = learned(List.of(QUERIES.subList(0, 1), QUERIES.subList(1, 4), SECTIONS), 0);
    assertThat(cut).containsExactly(whole, within(1e-4f));
    assertThat(learned(List.of(all), 0.3))
        .isNotEqualTo(whole)
        .isEqualTo(learned(List.of(all), 0.3));
  }

  @Test
  @DisplayName("the slopes reach the weights: pairs find each other, without weight they do not")
  void learns() {
    double[] after = new double[2];
    for (int weight = 0; weight < 2; weight++) {
      TrainingOptions options = TrainingOptions.builder().learningRate(5e-3).build();
      try (T5Model model = T5Model.random(CONFIG, 2);
          T5Trainer trainer = T5Trainer.full(model, options)) {
        InfoNce loss = loss(weight);
        for (int i = 0; i < 60; i++) {
          trainer.step(
              List.of(WRITING), EmbeddingBatch.of(CONFIG, List.of(QUERIES, SECTIONS), loss));
        }
        after[weight] = loss.value();
      }
    }
    assertThat(after[1]).isLessThan(0.1);
    assertThat(after[0]).isGreaterThan(0.5);
  }
}
