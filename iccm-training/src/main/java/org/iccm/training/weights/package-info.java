/**
 * Weights on disk: safetensors files, one or many, read through memory mapping and written
 * atomically.
 *
 * <p>Stability: experimental.
 */
@NullMarked
package org.iccm.training.weights;

import org.jspecify.annotations.NullMarked;
