package org.iccm.examples.laboratory;

import java.util.List;
import org.iccm.api.context.Requirement;
import org.iccm.core.reading.Chunk;

/**
 * What supervised training shows: a piece of source, and requirements about it.
 *
 * @param chunk what CET-D reads
 * @param requirements what it is to write; at least one
 * @param wording the wording they are in
 * @since 0.1.0
 */
public record TrainingPair(Chunk chunk, List<Requirement> requirements, Wording wording) {
  /** Keeps the requirements as they are. */
  public TrainingPair {
    requirements = List.copyOf(requirements);
  }
}
