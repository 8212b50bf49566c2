package org.iccm.training.policy;

import java.util.ArrayList;
import java.util.List;
import org.iccm.training.prompt.Prompt;
import org.iccm.training.t5.Generated;
import org.iccm.training.t5.GenerationOptions;
import org.iccm.training.t5.ReferencePolicy;
import org.iccm.training.t5.T5Model;
import org.iccm.training.t5.TokenBatch;
import org.jspecify.annotations.Nullable;

/**
 * Draws texts from a model as it is: temperature 1, nothing cut off, nothing dropped, so that the
 * log-probabilities on record are those of the distribution drawn from. What a text draws follows
 * from its seed alone.
 *
 * <p>Used from one thread, not beside training of the model.
 *
 * @since 0.1.0
 */
public final class PolicySampler {
  private final T5Model model;
  private final @Nullable ReferencePolicy reference;
  private final GenerationOptions options;
  private final int rows;

  /**
   * A sampler.
   *
   * @param model the model; its active adapter counts
   * @param reference gives the samples' log-probabilities under the reference; null for none
   * @param samples texts per prompt, at least 1
   * @param maxTokens longest text
   * @param rows texts that are drawn at once: memory against speed; at least one prompt's are
   */
  public PolicySampler(
      T5Model model, @Nullable ReferencePolicy reference, int samples, int maxTokens, int rows) {
    this.model = model;
    this.reference = reference;
    this.rows = rows;
    this.options =
        GenerationOptions.builder()
            .temperature(1)
            .logProbabilities(true)
            .samples(samples)
            .maxTokens(maxTokens)
            .build();
  }

  /**
   * Draws texts for prompts.
   *
   * @param prompts at least one
   * @param seed equal seeds give equal draws to equal models; each text has its own from it, its
   *     prompt's place and its number
   * @param batch what the groups are marked with
   * @param version steps that the model has taken
   * @return one group per prompt, in order
   */
  public List<SampledGroup> sample(List<Prompt> prompts, long seed, int batch, int version) {
    int each = options.samples();
    int atOnce = Math.max(1, rows / each);
    List<SampledGroup> groups = new ArrayList<>();
    for (int from = 0; from < prompts.size(); from += atOnce) {
      List<Prompt> part = prompts.subList(from, Math.min(prompts.size(), from + atOnce));
      long[] seeds = new long[part.size() * each];
      for (int i = 0; i < seeds.length; i++) {
        seeds[i] = Seeds.of(seed, from + i / each, i % each);
      }
      List<int[]> sources = part.stream().map(Prompt::source).toList();
      List<Generated> texts = model.generate(sources, options, seeds);
      List<float[]> held = reference(sources, texts);
      for (int p = 0; p < part.size(); p++) {
        List<Sample> samples = new ArrayList<>();
        for (int i = p * each; i < (p + 1) * each; i++) {
          Generated g = texts.get(i);
          float[] logs = held.isEmpty() ? new float[0] : held.get(i);
          samples.add(new Sample(g.tokens(), g.logProbabilities(), g.entropies(), logs, g.ended()));
        }
        groups.add(new SampledGroup(batch, version, part.get(p), samples));
      }
    }
    return groups;
  }

  private List<float[]> reference(List<int[]> sources, List<Generated> texts) {
    if (reference == null) {
      return List.of();
    }
    int[] sourceOf = new int[texts.size()];
    for (int i = 0; i < sourceOf.length; i++) {
      sourceOf[i] = i / options.samples();
    }
    List<int[]> targets = texts.stream().map(Generated::tokens).toList();
    return reference.logProbabilities(
        TokenBatch.shared(model.config(), sources, targets, sourceOf));
  }
}
