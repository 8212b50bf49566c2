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

  /**
   * {@code [B, L, d]} to {@code [B, L, d]}. Handles of the wide intermediates are closed at once:
   * autograd keeps those that it needs.
   */
  PtNDArray apply(Pass pass, PtNDArray x) {
    try (PtNDArray inner = in.apply(pass, x);
        PtNDArray active = gated == null ? JniUtils.relu(inner) : gate(pass, inner, x, gated);
        PtNDArray kept = pass.drop(active)) {
      return out.apply(pass, kept);
    }
  }

  private PtNDArray gate(Pass pass, PtNDArray inner, PtNDArray x, Linear gated) {
    try (PtNDArray gelu = geluNew(inner);
        PtNDArray open = gated.apply(pass, x)) {
      return JniUtils.mul(gelu, open);
    }
  }

  /**
   * {@code x/2 (1 + tanh(sqrt(2/pi)(x + 0.044715 x^3)))}, written as {@code x sigmoid(2 ...)}: the
   * same function in fewer operations.
   */
  private PtNDArray geluNew(PtNDArray x) {
    try (PtNDArray square = JniUtils.square(x);
        PtNDArray cubic = JniUtils.mul(square, constants.geluCubic());
        PtNDArray slope = JniUtils.add(cubic, constants.geluLinear());
        PtNDArray z = JniUtils.mul(slope, x);
        PtNDArray share = JniUtils.sigmoid(z)) {
      return JniUtils.mul(x, share);
    }
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
