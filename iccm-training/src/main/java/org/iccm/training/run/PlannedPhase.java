package org.iccm.training.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A phase of a run before it begins. Immutable.
 *
 * @param name unique in the run; its directory's name: letters, digits, {@code -}
 * @param settings all that its result depends on, in words; finished work of other settings is
 *     refused
 * @param factory opens it
 * @param gates asked in order when it is over
 * @since 0.1.0
 */
public record PlannedPhase(String name, String settings, Factory factory, List<PhaseGate> gates) {
  /** Opens a phase at step 0. */
  @FunctionalInterface
  public interface Factory {
    /**
     * Opens the phase.
     *
     * @param previous what the phase before delivered, empty for the first
     * @return the phase; the caller closes it
     */
    Phase open(Optional<Path> previous);
  }

  /** Checks the name. */
  public PlannedPhase {
    if (!name.matches("[A-Za-z0-9-]+")) {
      throw new IllegalArgumentException(
          "a phase's name has letters, digits and '-' only, not '" + name + "'");
    }
    Objects.requireNonNull(settings, "settings");
    Objects.requireNonNull(factory, "factory");
    gates = List.copyOf(gates);
  }
}
