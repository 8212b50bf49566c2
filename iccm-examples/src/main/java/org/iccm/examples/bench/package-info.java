/**
 * Measurements: {@code ./bench NAME}.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.examples.bench;

import org.jspecify.annotations.NullMarked;
