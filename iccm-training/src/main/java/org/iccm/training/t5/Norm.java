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

  PtNDArray apply(Pass pass, PtNDArray x) {
    PtNDArray square = JniUtils.square(x);
    PtNDArray mean = JniUtils.mean(square, -1, true);
    PtNDArray safe = JniUtils.add(mean, constants.epsilon());
    // A product's way back is shorter than a quotient's.
    PtNDArray inverse = JniUtils.pow(safe, constants.minusHalf());
    PtNDArray normed = JniUtils.mul(x, inverse);
    return Torch.then(JniUtils.mul(normed, pass.weight(gain)), square, mean, safe, inverse, normed);
  }

  PtNDArray gain() {
    return gain;
  }
}
