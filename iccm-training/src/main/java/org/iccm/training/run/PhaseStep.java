package org.iccm.training.run;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a step of a phase did. Immutable and thread-safe.
 *
 * @param values figures by name, in order; the same ones each time the step is taken
 * @param tokens tokens read and written by the network in it, without padding
 * @param best whether a validation at its end is the best so far: the state is kept
 * @param notable whether it is worth a line of its own: a validation, an alarm
 * @since 0.1.0
 */
public record PhaseStep(Map<String, Double> values, long tokens, boolean best, boolean notable) {
  /** Keeps the figures as they are. */
  public PhaseStep {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }
}
