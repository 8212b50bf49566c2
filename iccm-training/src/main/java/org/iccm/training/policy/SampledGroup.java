package org.iccm.training.policy;

import java.util.List;
import java.util.Objects;
import org.iccm.training.prompt.Prompt;

/**
 * A prompt's samples.
 *
 * @param batch number of the batch that they were drawn in, from 0
 * @param version steps that the weights had taken when they were drawn: how old a sample is follows
 * @param prompt what they were drawn for
 * @param samples at least one
 * @since 0.1.0
 */
public record SampledGroup(int batch, int version, Prompt prompt, List<Sample> samples) {
  /** Copies the list. */
  public SampledGroup {
    Objects.requireNonNull(prompt, "prompt");
    samples = List.copyOf(samples);
    if (samples.isEmpty()) {
      throw new IllegalArgumentException(prompt + " has no sample");
    }
  }
}
