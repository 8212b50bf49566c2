package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;

/**
 * LoRA's addition to a linear layer: {@code scale * B A drop(x)}, A {@code [r, in]}, B {@code [out,
 * r]} (Hu and others, 2021).
 */
final class LowRank {
  private final PtNDArray a;
  private final PtNDArray b;
  private final PtNDArray scale;
  private final double dropout;

  /** The scale is a tensor of one value: multiplying by a number would make one each time. */
  LowRank(PtNDArray a, PtNDArray b, PtNDArray scale, double dropout) {
    this.a = a;
    this.b = b;
    this.scale = scale;
    this.dropout = dropout;
  }

  PtNDArray apply(Pass pass, PtNDArray x) {
    PtNDArray dropped = pass.drops() ? pass.drop(x, dropout) : x;
    PtNDArray low = JniUtils.linear(dropped, pass.weight(a), null);
    PtNDArray wide = JniUtils.linear(low, pass.weight(b), null);
    return Torch.then(JniUtils.mul(wide, scale), low, wide);
  }

  /** {@code scale * B A}, shape {@code [out, in]}, made in the given scope. */
  PtNDArray product(PtNDManager scope) {
    // A copy of the scale comes first because the result belongs to the first operand's manager.
    PtNDArray here = Torch.floats(scope, Torch.toFloats(scale), 1);
    return JniUtils.matmul(JniUtils.mul(here, b), a);
  }
}
