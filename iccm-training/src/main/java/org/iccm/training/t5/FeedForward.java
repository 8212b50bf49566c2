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
    PtNDArray first = in.apply(pass, x);
    PtNDArray inner;
    if (gated == null) {
      inner = Torch.then(JniUtils.relu(first), first);
    } else {
      PtNDArray bent = geluNew(first);
      PtNDArray gate = gated.apply(pass, x);
      inner = Torch.then(JniUtils.mul(bent, gate), bent, gate, first);
    }
    PtNDArray kept = pass.drop(inner);
    return Torch.then(out.apply(pass, kept), inner, kept);
  }

  /**
   * {@code x/2 (1 + tanh(sqrt(2/pi)(x + 0.044715 x^3)))}, written as {@code x sigmoid(2 ...)}: the
   * same function in fewer operations.
   */
  private PtNDArray geluNew(PtNDArray x) {
    // In place where the way back needs nothing of what is overwritten.
    PtNDArray inside = JniUtils.square(x);
    JniUtils.muli(inside, constants.geluCubic());
    JniUtils.addi(inside, constants.geluLinear());
    PtNDArray z = Torch.then(JniUtils.mul(inside, x), inside);
    PtNDArray share = Torch.then(JniUtils.sigmoid(z), z);
    return Torch.then(JniUtils.mul(x, share), share);
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
