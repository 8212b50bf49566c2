package org.iccm.training.run;

import java.time.Duration;

/**
 * Where a run stands after a step.
 *
 * @param phase the phase's name
 * @param done steps of the phase taken
 * @param planned the most that it takes
 * @param step what the last one did
 * @param tokensPerSecond rate since this process began, validations included
 * @param left time to the last planned step at the rate of this process; early stop may end it
 *     before
 * @since 0.1.0
 */
public record RunProgress(
    String phase, long done, long planned, PhaseStep step, double tokensPerSecond, Duration left) {}
