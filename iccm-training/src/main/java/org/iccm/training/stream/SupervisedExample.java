package org.iccm.training.stream;

import java.util.List;
import java.util.Objects;
import org.iccm.api.context.Requirement;
import org.iccm.core.reading.Chunk;

/**
 * A piece of source and what is to be written about it. Immutable and thread-safe.
 *
 * @param chunk what is read
 * @param requirements what is to be written, in order; at least one
 * @since 0.1.0
 */
public record SupervisedExample(Chunk chunk, List<Requirement> requirements) {
  /** Checks that there is something to write. */
  public SupervisedExample {
    Objects.requireNonNull(chunk, "chunk");
    requirements = List.copyOf(requirements);
    if (requirements.isEmpty()) {
      throw new IllegalArgumentException(chunk.place() + " has no requirement to learn from");
    }
  }
}
