/**
 * The rollout pipeline: contexts, completions and runs, each made once, kept by content, under
 * bounded concurrency and hard budgets.
 *
 * <p>Stability: internal.
 */
@NullMarked
package org.iccm.core.pipeline;

import org.jspecify.annotations.NullMarked;
