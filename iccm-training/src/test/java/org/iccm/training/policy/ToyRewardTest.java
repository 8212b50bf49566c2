package org.iccm.training.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.optimizer.TrainingOptions;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.Judgement;
import org.iccm.training.t5.ReferencePolicy;
import org.iccm.training.t5.T5Config;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Trainer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A reward for one token among fourteen: learned from itself, not from chance. */
class ToyRewardTest {
  private static final int VOCABULARY = 16;
  private static final int WANTED = 7;
  private static final int LENGTH = 6;
  private static final int UPDATES = 80;

  private static double share(Sample sample) {
    double hits = 0;
    for (int id : sample.tokens()) {
      hits += id == WANTED ? 1 : 0;
    }
    return hits / LENGTH;
  }

  /** Mean share of the wanted token in fresh samples: before, after. */
  private static double[] learn(
      long seed, boolean adapter, PolicyOptions options, ToDoubleFunction<Sample> reward) {
    T5Config config = TinyPolicy.config(VOCABULARY, 16);
    List<Prompt> prompts = TinyPolicy.prompts(8, VOCABULARY);
    TrainingOptions training =
        TrainingOptions.builder().learningRate(adapter ? 2e-2 : 5e-3).weightDecay(0).build();
    try (T5Model model = T5Model.random(config, seed);
        ReferencePolicy reference = ReferencePolicy.copyOf(model)) {
      model.addAdapter("a", LoraConfig.builder().pattern(".*").rank(4).build(), seed);
      try (T5Trainer trainer =
          adapter ? T5Trainer.adapter(model, "a", training) : T5Trainer.full(model, training)) {
        PolicyPhase phase =
            new PolicyPhaseBuilder(model, trainer, prompts)
                .objective(options)
                .reference(reference)
                .batch(8, 4)
                .maxTokens(LENGTH)
                .seed(seed)
                .build();
        double before = measure(model, prompts);
        for (int u = 0; u < UPDATES; u++) {
          List<List<Judgement>> judgements = new ArrayList<>();
          for (SampledGroup g : phase.sample()) {
            judgements.add(
                g.samples().stream()
                    .map(s -> Judgement.scored(Map.of("mean", reward.applyAsDouble(s))))
                    .toList());
          }
          assertThat(phase.learn(judgements, List.of()).step().staleness()).isZero();
        }
        return new double[] {before, measure(model, prompts)};
      }
    }
  }

  private static double measure(T5Model model, List<Prompt> prompts) {
    return new PolicySampler(model, null, 16, LENGTH, 128)
        .sample(prompts, 999, 0, 0).stream()
            .flatMap(g -> g.samples().stream())
            .mapToDouble(ToyRewardTest::share)
            .average()
            .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  @DisplayName("five seeds learn the reward; with random rewards none does")
  void learnsWhatIsRewarded(long seed) {
    PolicyOptions options = PolicyOptions.rloo().constantLength(LENGTH).build();
    double[] learned = learn(seed, false, options, ToyRewardTest::share);
    SplittableRandom random = new SplittableRandom(seed);
    double[] chance = learn(seed, false, options, s -> random.nextDouble());
    assertThat(learned[0]).isLessThan(0.3);
    assertThat(learned[1]).isGreaterThan(0.7);
    assertThat(chance[1]).isLessThan(0.3);
  }

  @Test
  @DisplayName("every switch learns, an adapter too")
  void switches() {
    List<PolicyOptions.Builder> all =
        List.of(
            PolicyOptions.reinforce(),
            PolicyOptions.grpo(),
            PolicyOptions.drGrpo(),
            PolicyOptions.ppo());
    for (PolicyOptions.Builder builder : all) {
      PolicyOptions options = builder.constantLength(LENGTH).build();
      double[] learned = learn(6, false, options, ToyRewardTest::share);
      assertThat(learned[1]).as(options.toString()).isGreaterThan(learned[0] + 0.4);
    }
    double[] adapter =
        learn(6, true, PolicyOptions.rloo().constantLength(LENGTH).build(), ToyRewardTest::share);
    assertThat(adapter[1]).isGreaterThan(adapter[0] + 0.4);
  }
}
