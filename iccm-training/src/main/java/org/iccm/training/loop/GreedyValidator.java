package org.iccm.training.loop;

import java.util.ArrayList;
import java.util.List;
import org.iccm.training.policy.Sample;
import org.iccm.training.policy.SampledGroup;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.reward.Judgement;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.T5Model;

/**
 * Lets the policy write its likeliest text for each prompt of a split, and has it judged.
 *
 * @since 0.1.0
 */
public final class GreedyValidator implements Validator {
  private final T5Model model;
  private final List<Prompt> prompts;
  private final Judge judge;
  private final String term;
  private final int rows;
  private final GenerationOptions options;

  /**
   * A validator.
   *
   * @param model the policy's model; its active adapter counts
   * @param prompts of the split, at least one
   * @param judge knows their tasks; the real one also where a control is trained on
   * @param term the reward's term that counts
   * @param maxTokens longest text
   * @param rows texts that are written at once
   * @throws IllegalArgumentException if there is no prompt
   */
  public GreedyValidator(
      T5Model model, List<Prompt> prompts, Judge judge, String term, int maxTokens, int rows) {
    if (prompts.isEmpty() || rows < 1) {
      throw new IllegalArgumentException(
          "validation needs a prompt and a row, has " + prompts.size() + " and " + rows);
    }
    this.model = model;
    this.prompts = List.copyOf(prompts);
    this.judge = judge;
    this.term = term;
    this.rows = rows;
    this.options = GenerationOptions.builder().maxTokens(maxTokens).logProbabilities(true).build();
  }

  @Override
  public double validate(String label) {
    List<SampledGroup> groups = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += rows) {
      List<Prompt> part = prompts.subList(from, Math.min(prompts.size(), from + rows));
      List<Generated> texts = model.generate(part.stream().map(Prompt::source).toList(), options);
      for (int i = 0; i < part.size(); i++) {
        Generated g = texts.get(i);
        Sample sample =
            new Sample(g.tokens(), g.logProbabilities(), g.entropies(), new float[0], g.ended());
        groups.add(new SampledGroup(0, 0, part.get(i), List.of(sample)));
      }
    }
    try (Judging judging = judge.judge(label, groups)) {
      return judging.await().judgements().stream()
          .map(group -> group.get(0))
          .filter(j -> !j.isUnscorable())
          .mapToDouble(this::value)
          .average()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      label
                          + ": none of "
                          + prompts.size()
                          + " texts could be scored; look at models and sandbox"));
    }
  }

  private double value(Judgement judgement) {
    return judgement.isRejected() ? 0 : judgement.terms().getOrDefault(term, 0.0);
  }
}
