package org.iccm.training.run;

import java.nio.file.Path;
import java.util.List;

/**
 * What a run's file says. Immutable.
 *
 * @param directory where the run works
 * @param seed seed of all chance
 * @param checkpointEvery steps between checkpoints
 * @param pastFailedGates whether phases behind a failed gate are run all the same
 * @param phases in order
 * @since 0.1.0
 */
public record RunPlan(
    Path directory,
    long seed,
    long checkpointEvery,
    boolean pastFailedGates,
    List<PlannedPhase> phases) {
  /** Keeps the phases as they are. */
  public RunPlan {
    phases = List.copyOf(phases);
  }
}
