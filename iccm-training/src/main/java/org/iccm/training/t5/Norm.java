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

  PtNDArray apply(PtNDArray x) {
    PtNDArray meanSquare = JniUtils.mean(JniUtils.square(x), -1, true);
    PtNDArray root = JniUtils.sqrt(JniUtils.add(meanSquare, constants.epsilon()));
    return JniUtils.mul(JniUtils.div(x, root), gain);
  }

  PtNDArray gain() {
    return gain;
  }
}
