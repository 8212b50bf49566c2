package org.iccm.api.rollout;

import java.time.Duration;
import java.util.Optional;

/**
 * A sign of life of long work.
 *
 * @param phase what is being done, for example {@code inventory}, {@code contexts}, {@code
 *     rollouts}
 * @param done finished units
 * @param total all units, 0 if unknown
 * @param remaining time left as far as can be told
 * @param message one line for people
 * @since 0.1.0
 */
public record ProgressEvent(
    String phase, long done, long total, Optional<Duration> remaining, String message) {}
