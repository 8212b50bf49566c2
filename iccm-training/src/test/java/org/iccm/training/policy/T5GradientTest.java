package org.iccm.training.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.t5.ObjectiveBatch;
import org.iccm.training.t5.ReferencePolicy;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.iccm.training.t5.TokenBatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From sampling to the gradient of every weight, against all texts enumerated. */
class T5GradientTest {
  private static final int VOCABULARY = 6;
  private static final int LENGTH = 2;
  private static final int DRAWS = 1_500;
  private static final double BETA = 0.2;

  private static double reward(int[] text) {
    return (text[0] == 3 ? 0.6 : 0) + (text[text.length - 1] == 4 ? 0.4 : 0) - 0.1 * text.length;
  }

  private static List<int[]> texts(T5Config config) {
    List<int[]> all = new ArrayList<>();
    for (int a = 0; a < VOCABULARY; a++) {
      if (a == config.endId()) {
        all.add(new int[] {a});
      }
      for (int b = 0; b < VOCABULARY && a != config.endId(); b++) {
        all.add(new int[] {a, b});
      }
    }
    return all;
  }

  /** Ascent on the expected reward less beta times the KL, a sum over all texts. */
  private static double[] exact(
      T5Config config, T5Trainer trainer, ReferencePolicy reference, List<Prompt> prompts) {
    List<ObjectiveBatch> batches = new ArrayList<>();
    double[] mass = new double[1];
    for (Prompt prompt : prompts) {
      List<int[]> sources = new ArrayList<>();
      List<int[]> texts = texts(config);
      texts.forEach(t -> sources.add(prompt.source()));
      TokenBatch batch = TokenBatch.of(config, sources, texts);
      List<float[]> held = reference.logProbabilities(batch);
      batches.add(
          new ObjectiveBatch(
              batch,
              (logs, slopes) -> {
                for (int r = 0; r < logs.size(); r++) {
                  double log = 0;
                  double difference = 0;
                  for (int t = 0; t < logs.get(r).length; t++) {
                    log += logs.get(r)[t];
                    difference += logs.get(r)[t] - held.get(r)[t];
                  }
                  mass[0] += Math.exp(log) / prompts.size();
                  double value = reward(texts.get(r)) - BETA * difference;
                  for (int t = 0; t < logs.get(r).length; t++) {
                    slopes.get(r)[t] = (float) (-Math.exp(log) * value / prompts.size());
                  }
                }
                return 0;
              }));
    }
    double[] gradient = flat(trainer.gradient(batches));
    assertThat(mass[0]).isBetween(0.9999, 1.0001);
    return gradient;
  }

  /** Of ascent, all tensors one after the other. */
  private static double[] flat(Map<String, float[]> gradients) {
    int size = gradients.values().stream().mapToInt(v -> v.length).sum();
    double[] flat = new double[size];
    int at = 0;
    for (float[] values : gradients.values()) {
      for (float v : values) {
        flat[at++] = -v;
      }
    }
    return flat;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @DisplayName("RLOO with KL over a T5's own samples has the exact gradient as its mean")
  void exactInTheMean(boolean adapter) {
    T5Config config = TinyPolicy.config(VOCABULARY, 8);
    List<Prompt> prompts = TinyPolicy.prompts(2, VOCABULARY);
    TrainingOptions training = TrainingOptions.builder().learningRate(3e-2).build();
    try (T5Model model = T5Model.random(config, 5);
        ReferencePolicy reference = ReferencePolicy.copyOf(model)) {
      model.addAdapter("a", LoraConfig.builder().pattern(".*").rank(2).build(), 5);
      try (T5Trainer trainer =
          adapter ? T5Trainer.adapter(model, "a", training) : T5Trainer.full(model, training)) {
        // Away from the reference, and from an adapter's B of 0.
        TokenBatch some =
            TokenBatch.of(config, List.of(prompts.get(0).source()), List.of(new int[] {3, 5}));
        trainer.step(some);
        trainer.step(some);
        double[] exact = exact(config, trainer, reference, prompts);
        PolicyOptions options = PolicyOptions.rloo().build();
        PolicyTrainer policy = new PolicyTrainer(config, trainer, options);
        PolicySampler sampler = new PolicySampler(model, reference, 4, LENGTH, 32);
        Moments moments = Moments.along(exact, 9);
        double kl = 0;
        for (int i = 0; i < DRAWS; i++) {
          List<RewardedGroup> groups = new ArrayList<>();
          for (SampledGroup g : sampler.sample(prompts, i, i, trainer.steps())) {
            groups.add(
                RewardedGroup.of(
                    g, g.samples().stream().mapToDouble(s -> reward(s.tokens())).toArray()));
            kl += g.samples().stream().mapToDouble(Sample::k1).sum() / (8.0 * DRAWS);
          }
          moments.add(flat(policy.gradient(groups, BETA)));
        }
        assertThat(moments.worst(exact)).isLessThan(3);
        assertThat(moments.worst(Moments.times(exact, 1.2))).isGreaterThan(3);
        assertThat(kl).isGreaterThan(0.01);
      }
    }
  }
}
