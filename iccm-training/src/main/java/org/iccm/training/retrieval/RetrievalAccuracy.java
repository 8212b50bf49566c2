package org.iccm.training.retrieval;

/**
 * How well sections were found.
 *
 * @param queries requirements asked for
 * @param sections sections to choose from
 * @param first share of queries whose section came first, 0 to 1
 * @param reciprocalRank mean of one over the right section's rank, above 0 to 1
 * @param chance {@code first} of a blind choice
 * @since 0.1.0
 */
public record RetrievalAccuracy(
    int queries, int sections, double first, double reciprocalRank, double chance) {}
