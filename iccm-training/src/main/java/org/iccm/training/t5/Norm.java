package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;

/**
 * {@code w x / sqrt(mean(x^2) + epsilon)} over the last dimension: no mean is taken off, no bias.
 */
final class Norm {
  private final PtNDArray gain;
  private final Constants constants;

  Norm(Parameters parameters, Constants constants, String name) {
    this.gain = parameters.get(name + ".weight");
    this.constants = constants;
  }

  /** Handles of large intermediates are closed at once: autograd keeps those that it needs. */
  PtNDArray apply(PtNDArray x) {
    try (PtNDArray squares = JniUtils.square(x)) {
      PtNDArray meanSquare = JniUtils.mean(squares, -1, true);
      PtNDArray root = JniUtils.sqrt(JniUtils.add(meanSquare, constants.epsilon()));
      try (PtNDArray normed = JniUtils.div(x, root)) {
        return JniUtils.mul(normed, gain);
      }
    }
  }

  PtNDArray gain() {
    return gain;
  }
}
