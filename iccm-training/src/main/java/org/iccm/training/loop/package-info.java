/**
 * The loop of phase 3: what a policy writes goes through gate, models and sandbox, and comes back
 * as judgements.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.loop;

import org.jspecify.annotations.NullMarked;
