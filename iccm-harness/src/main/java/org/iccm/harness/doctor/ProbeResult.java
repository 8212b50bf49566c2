package org.iccm.harness.doctor;

import org.iccm.harness.policy.Limit;

/**
 * What became of one probe.
 *
 * @param limit the limit that it tried
 * @param name its name
 * @param what what it tried
 * @param held whether it was held
 * @param seen what got through, or how it was held; may be empty
 * @since 0.1.0
 */
public record ProbeResult(Limit limit, String name, String what, boolean held, String seen) {}
