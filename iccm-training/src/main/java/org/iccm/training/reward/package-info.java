/**
 * Rewards as training sees them: terms that enter by schedule, running scales, credit of tokens.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.reward;

import org.jspecify.annotations.NullMarked;
