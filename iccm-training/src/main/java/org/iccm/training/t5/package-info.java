/**
 * T5, an encoder-decoder: its configuration, its network, its generation and its training step.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.t5;

import org.jspecify.annotations.NullMarked;
