package org.iccm.training.supervised;

import java.util.Optional;
import org.iccm.training.engineer.RequirementFormat;
import org.iccm.training.stream.SupervisedExample;

/**
 * Turns examples into token ids. An example that is longer than allowed is left out as a whole:
 * cut, its target would tell of source that the model has not seen.
 */
final class ExampleEncoder {
  private final RequirementFormat format;
  private final int sourceTokens;
  private final int targetTokens;

  ExampleEncoder(RequirementFormat format, int sourceTokens, int targetTokens) {
    this.format = format;
    this.sourceTokens = sourceTokens;
    this.targetTokens = targetTokens;
  }

  /** The ids, empty if source or target is too long. */
  Optional<EncodedExample> encode(SupervisedExample example) {
    if (!format.fits(example.chunk(), sourceTokens)) {
      return Optional.empty();
    }
    int[] target = format.target(example.requirements(), Integer.MAX_VALUE);
    return target.length > targetTokens
        ? Optional.empty()
        : Optional.of(
            new EncodedExample(example, format.source(example.chunk(), sourceTokens), target));
  }
}
