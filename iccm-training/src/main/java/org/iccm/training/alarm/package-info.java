/**
 * When training collapses, and when it has learned enough.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.alarm;

import org.jspecify.annotations.NullMarked;
