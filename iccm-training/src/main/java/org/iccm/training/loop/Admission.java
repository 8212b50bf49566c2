package org.iccm.training.loop;

import java.util.List;
import java.util.Optional;
import org.iccm.api.context.Requirement;

/**
 * A gate of the caller's, before that of the pipeline and before anything is spent. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Admission {
  /** Admits all. */
  Admission OPEN = (task, requirements) -> Optional.empty();

  /**
   * Judges what was written.
   *
   * @param task what it was written for
   * @param requirements at least one
   * @return why it is rejected, in a word or two; empty if it is not
   */
  Optional<String> refusal(ReconstructionTask task, List<Requirement> requirements);
}
