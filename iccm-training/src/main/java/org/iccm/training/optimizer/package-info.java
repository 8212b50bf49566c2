/**
 * How training moves: the learning rate's course and the optimizer's settings.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.optimizer;

import org.jspecify.annotations.NullMarked;
