package org.iccm.validation.experiment;

import org.iccm.validation.statistics.PairedTTest;

/**
 * Two engineers compared application by application, each the mean over the models that both have.
 * The order is the plan's, never the result's, so that the one-tailed question is asked before the
 * answer is seen. Not adjusted for the number of comparisons.
 *
 * @param first the engineer that is asked to be better: it stands earlier in the plan
 * @param second the engineer it is compared with
 * @param test over applications
 * @since 0.1.0
 */
public record EngineerDifference(String first, String second, PairedTTest test) {}
