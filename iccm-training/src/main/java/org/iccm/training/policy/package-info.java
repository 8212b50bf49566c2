/**
 * Policy gradients: sampling, estimators, the step, and the phase that a loop feeds with rewards.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.policy;

import org.jspecify.annotations.NullMarked;
