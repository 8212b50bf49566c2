package org.iccm.training.run;

import java.nio.file.Path;
import java.util.function.BooleanSupplier;

/**
 * Decides after a phase whether the next one may spend.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface PhaseGate {
  /**
   * Judges what a phase delivered.
   *
   * @param delivered what {@link Phase#deliver} wrote
   * @param stopped asked now and then
   * @return the result
   * @throws org.iccm.api.error.CancelledException if it was stopped; it is asked again the next
   *     time
   */
  GateResult judge(Path delivered, BooleanSupplier stopped);
}
