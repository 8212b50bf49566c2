package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import org.jspecify.annotations.Nullable;

/** A linear layer without bias: weight {@code [out, in]}, perhaps with a low-rank addition. */
final class Linear {
  private final String name;
  private final PtNDArray weight;
  private @Nullable LowRank addition;

  Linear(String name, PtNDArray weight) {
    this.name = name;
    this.weight = weight;
  }

  /** The weight's name without {@code .weight}. */
  String name() {
    return name;
  }

  PtNDArray weight() {
    return weight;
  }

  @Nullable LowRank addition() {
    return addition;
  }

  void addition(@Nullable LowRank lowRank) {
    this.addition = lowRank;
  }

  PtNDArray apply(Pass pass, PtNDArray x) {
    PtNDArray y = JniUtils.linear(x, pass.weight(weight), null);
    LowRank low = addition;
    if (low == null) {
      return y;
    }
    PtNDArray more = low.apply(pass, x);
    return Torch.then(JniUtils.add(y, more), y, more);
  }
}
