package org.iccm.training.weights;

import java.nio.FloatBuffer;

/**
 * Gives a tensor's values part by part, so that none is ever copied whole.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface TensorSource {
  /**
   * Fills the buffer's rest.
   *
   * @param from the first value wanted, counted row by row from 0
   * @param into takes {@code into.remaining()} values
   */
  void read(long from, FloatBuffer into);
}
