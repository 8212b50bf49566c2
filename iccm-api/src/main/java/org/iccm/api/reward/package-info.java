/**
 * Rewards: from all rollouts of one context to a number with named terms.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.reward;

import org.jspecify.annotations.NullMarked;
