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
    PtNDArray root = JniUtils.sqrt(safe);
    // A product's way back is shorter than a quotient's.
    PtNDArray inverse = JniUtils.pow(root, constants.minusOne());
    PtNDArray normed = JniUtils.mul(x, inverse);
    PtNDArray result = JniUtils.mul(normed, pass.weight(gain));
    return Torch.then(result, square, mean, safe, root, inverse, normed);
  }

  PtNDArray gain() {
    return gain;
  }
}
