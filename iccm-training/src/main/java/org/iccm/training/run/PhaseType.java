package org.iccm.training.run;

import org.iccm.api.plugin.Options;
import org.iccm.api.plugin.Settings;

/**
 * A kind of phase that a run's file can name.
 *
 * @since 0.1.0
 */
public interface PhaseType {
  /** Returns its name in files. */
  String name();

  /** Returns what it can be told; {@code type} is not among it. */
  Options options();

  /**
   * Plans a phase; nothing is opened.
   *
   * @param name the phase's name
   * @param settings what it is told
   * @param seed the run's seed
   * @return the phase
   * @throws IllegalArgumentException if settings exclude each other
   */
  PlannedPhase plan(String name, Settings settings, long seed);
}
