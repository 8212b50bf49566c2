package org.iccm.training.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.iccm.api.rollout.Cost;
import org.iccm.training.policy.SampledGroup;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.Judgement;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.T5Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GreedyValidatorTest {
  private final List<SampledGroup> seen = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();

  private Judge judge(Function<SampledGroup, Judgement> verdict) {
    return new Judge() {
      @Override
      public String describe() {
        return "double";
      }

      @Override
      public Judging judge(String label, List<SampledGroup> groups) {
        labels.add(label);
        seen.addAll(groups);
        return new Judging() {
          @Override
          public Judged await() {
            return new Judged(
                groups.stream().map(g -> List.of(verdict.apply(g))).toList(),
                Cost.builder().build(),
                Map.of());
          }

          @Override
          public void close() {
            labels.add("closed");
          }
        };
      }
    };
  }

  private static List<Prompt> prompts() {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      prompts.add(new Prompt("p" + i, new int[] {10 + i, 20, 1}, 0));
    }
    return prompts;
  }

  @Test
  @DisplayName("the likeliest texts are judged; a rejected one counts 0, an unscorable one not")
  void mean() {
    Judge judge =
        judge(
            g ->
                switch (g.prompt().id()) {
                  case "p0" -> Judgement.rejected();
                  case "p1" -> Judgement.unscorable();
                  case "p2" -> Judgement.scored(Map.of("other", 9.0));
                  default -> Judgement.scored(Map.of("mean", 0.8, "other", 9.0));
                });
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 2)) {
      Validator validator = new GreedyValidator(model, prompts(), judge, "mean", 6, 2);
      assertThat(validator.validate("validation-4")).isCloseTo(1.6 / 4, within(1e-12));
      assertThat(labels).containsExactly("validation-4", "closed");
      assertThat(seen)
          .extracting(g -> g.prompt().id())
          .containsExactly("p0", "p1", "p2", "p3", "p4");
      for (SampledGroup group : seen) {
        int[] alone =
            model
                .generate(
                    List.of(group.prompt().source()),
                    GenerationOptions.builder().maxTokens(6).build())
                .get(0)
                .tokens();
        assertThat(group.samples()).hasSize(1);
        assertThat(group.samples().get(0).tokens()).containsExactly(alone);
      }
    }
  }

  @Test
  @DisplayName("where nothing could be scored there is no number")
  void nothing() {
    try (T5Model model = T5Model.random(T5Size.TEST.config(), 2)) {
      Judge judge = judge(g -> Judgement.unscorable());
      Validator validator = new GreedyValidator(model, prompts(), judge, "mean", 6, 8);
      assertThatThrownBy(() -> validator.validate("validation-0"))
          .hasMessageContaining("none of 5 texts");
      assertThat(labels).endsWith("closed");
    }
  }
}
