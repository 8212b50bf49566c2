package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The feed-forward part of a block, plain or gated. */
final class FeedForward {
  private final Linear in;
  private final @Nullable Linear gated;
  private final Linear out;
  private final Constants constants;

  FeedForward(T5Config config, Parameters parameters, Constants constants, String prefix) {
    boolean gate = config.feedForward() == FeedForwardKind.GATED_GELU;
    this.in = linear(parameters, prefix + (gate ? ".wi_0" : ".wi"));
    this.gated = gate ? linear(parameters, prefix + ".wi_1") : null;
    this.out = linear(parameters, prefix + ".wo");
    this.constants = constants;
  }

  private static Linear linear(Parameters parameters, String name) {
    return new Linear(name, parameters.get(name + ".weight"));
  }

  List<Linear> linears() {
    return gated == null ? List.of(in, out) : List.of(in, gated, out);
  }

  PtNDArray apply(Pass pass, PtNDArray x) {
    PtNDArray inner = in.apply(pass, x);
    if (gated == null) {
      inner = JniUtils.relu(inner);
    } else {
      inner = JniUtils.mul(geluNew(inner), gated.apply(pass, x));
    }
    return out.apply(pass, pass.drop(inner));
  }

  /**
   * {@code x/2 (1 + tanh(sqrt(2/pi)(x + 0.044715 x^3)))}, written as {@code x sigmoid(2 ...)}: the
   * same function in fewer operations.
   */
  private PtNDArray geluNew(PtNDArray x) {
    PtNDArray z = JniUtils.mul(JniUtils.square(x), constants.geluCubic());
    z = JniUtils.mul(JniUtils.add(z, constants.geluLinear()), x);
    return JniUtils.mul(x, JniUtils.sigmoid(z));
  }

  Linear in() {
    return in;
  }

  @Nullable Linear gated() {
    return gated;
  }

  Linear out() {
    return out;
  }
}
