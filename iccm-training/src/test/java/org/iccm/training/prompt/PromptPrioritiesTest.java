package org.iccm.training.prompt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PromptPrioritiesTest {
  private static List<Prompt> prompts(int count) {
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      prompts.add(new Prompt("p" + i, new int[] {i + 1}, (double) i / count));
    }
    return prompts;
  }

  @Test
  @DisplayName("what taught is drawn more often, what teaches nothing keeps the floor")
  void usefulness() {
    PromptPriorities priorities = new PromptPriorities(0.2, 0.5, 0);
    List<Prompt> prompts = prompts(4);
    assertThat(priorities.probabilities(prompts)).containsExactly(0.25, 0.25, 0.25, 0.25);
    priorities.visited("p0", new double[] {1, 1, 1, 1});
    priorities.visited("p1", new double[] {0, 1, Double.NaN, 0.5});
    priorities.visited("p2", new double[] {0.25, 0.75});
    priorities.visited("p3", new double[] {0, 0});
    priorities.visited("p3", new double[] {1, Double.NaN});
    double second = Math.sqrt(0.125);
    double sum = 0.5 + second;
    double[] probabilities = priorities.probabilities(prompts);
    assertThat(probabilities[0]).isCloseTo(0.05, within(1e-12));
    assertThat(probabilities[1]).isCloseTo(0.05 + 0.8 * 0.5 / sum, within(1e-12));
    assertThat(probabilities[2]).isCloseTo(0.05 + 0.8 * second / sum, within(1e-12));
    assertThat(probabilities[3]).isCloseTo(0.05, within(1e-12));
  }

  @Test
  @DisplayName("averages forget at the given rate; when nothing teaches, all are alike")
  void memory() {
    PromptPriorities priorities = new PromptPriorities(0.1, 0.5, 0.75);
    priorities.visited("p0", new double[] {0, 1});
    priorities.visited("p0", new double[] {1, 1});
    assertThat(priorities.state().get("p0")).isCloseTo(0.75 * Math.sqrt(0.5), within(1e-12));
    priorities.restore(java.util.Map.of("p0", 0.0, "p1", 0.0));
    assertThat(priorities.probabilities(prompts(2))).containsExactly(0.5, 0.5);
  }

  @Test
  @DisplayName("first draws come as often as they should; all drawn are distinct; seeds decide")
  void draws() {
    PromptPriorities priorities = new PromptPriorities(0.3, 0.5, 0);
    List<Prompt> prompts = prompts(3);
    priorities.visited("p0", new double[] {0, 0.2});
    priorities.visited("p1", new double[] {0, 1});
    priorities.visited("p2", new double[] {1, 1});
    double[] expected = priorities.probabilities(prompts);
    int[] first = new int[3];
    int runs = 30_000;
    for (int i = 0; i < runs; i++) {
      List<Prompt> drawn = priorities.draw(prompts, 2, i * 31L);
      assertThat(new HashSet<>(drawn)).hasSize(2);
      first[prompts.indexOf(drawn.get(0))]++;
    }
    for (int i = 0; i < 3; i++) {
      double error = Math.sqrt(expected[i] * (1 - expected[i]) / runs);
      assertThat((double) first[i] / runs).isCloseTo(expected[i], within(4 * error));
    }
    assertThat(priorities.draw(prompts, 9, 5)).hasSize(3);
    assertThat(priorities.draw(prompts, 2, 5)).isEqualTo(priorities.draw(prompts, 2, 5));
  }

  @Test
  @DisplayName("a curriculum opens evenly, and never fewer than are needed")
  void curriculum() {
    List<Prompt> prompts = prompts(10);
    Curriculum curriculum = new Curriculum(0.2, 10);
    assertThat(curriculum.limit(5)).isCloseTo(0.6, within(1e-12));
    assertThat(curriculum.open(prompts, 0, 2)).hasSize(3).allMatch(p -> p.difficulty() <= 0.2);
    assertThat(curriculum.open(prompts, 5, 2)).hasSize(7);
    assertThat(curriculum.open(prompts, 10, 2)).hasSize(10);
    assertThat(curriculum.open(prompts, 0, 5)).isEqualTo(prompts.subList(0, 5));
    assertThat(Curriculum.none().open(prompts, 0, 2)).hasSize(10);
  }

  @Test
  void refusals() {
    assertThatThrownBy(() -> new PromptPriorities(0, 0.5, 0.5)).hasMessageContaining("floor");
    assertThatThrownBy(() -> new PromptPriorities(0.1, 0.5, 1)).hasMessageContaining("memory");
    assertThatThrownBy(() -> new Prompt("p", new int[0], 0)).hasMessageContaining("no token");
    assertThatThrownBy(() -> new Prompt("p", new int[1], 1.5)).hasMessageContaining("difficulty");
    assertThatThrownBy(() -> new Curriculum(2, 1)).hasMessageContaining("start");
  }
}
