/**
 * Rollouts: from application and context to completion and test report, cached by content.
 *
 * <p>Stability: stable.
 */
@NullMarked
package org.iccm.api.rollout;

import org.jspecify.annotations.NullMarked;
