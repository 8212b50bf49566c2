/**
 * Checkpoints on disk that are there as a whole or not at all.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.checkpoint;

import org.jspecify.annotations.NullMarked;
