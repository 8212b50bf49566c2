package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention as T5 has it: scores are not scaled, what is known about positions and
 * padding is added to them.
 */
final class Attention {
  private final int heads;
  private final int headWidth;
  private final Linear q;
  private final Linear k;
  private final Linear v;
  private final Linear o;

  Attention(T5Config config, Parameters parameters, String prefix) {
    this.heads = config.heads();
    this.headWidth = config.headWidth();
    this.q = linear(parameters, prefix + ".q");
    this.k = linear(parameters, prefix + ".k");
    this.v = linear(parameters, prefix + ".v");
    this.o = linear(parameters, prefix + ".o");
  }

  private static Linear linear(Parameters parameters, String name) {
    return new Linear(name, parameters.get(name + ".weight"));
  }

  List<Linear> linears() {
    return List.of(q, k, v, o);
  }

  /**
   * Attends.
   *
   * @param x queries' states {@code [B, Lq, d]}
   * @param states what keys and values are made of, {@code [B, Lk, d]}
   * @param bias added to the scores, broadcast to {@code [B, h, Lq, Lk]}, or null
   * @return {@code [B, Lq, d]}
   */
  PtNDArray apply(Pass pass, PtNDArray x, PtNDArray states, @Nullable PtNDArray bias) {
    long[] shape = x.getShape().getShape();
    PtNDArray query = split(q.apply(pass, x));
    PtNDArray key = split(k.apply(pass, states));
    PtNDArray value = split(v.apply(pass, states));
    PtNDArray turned = JniUtils.transpose(key, 2, 3);
    PtNDArray scores = Torch.then(JniUtils.matmul(query, turned), query, key, turned);
    if (bias != null) {
      JniUtils.addi(scores, bias);
    }
    PtNDArray shares = Torch.then(JniUtils.softmax(scores, -1, pass.type()), scores);
    PtNDArray kept = pass.drop(shares);
    PtNDArray mixed = Torch.then(JniUtils.matmul(kept, value), shares, kept, value);
    PtNDArray back = JniUtils.transpose(mixed, 1, 2);
    PtNDArray flat = Torch.reshape(back, shape[0], shape[1], (long) heads * headWidth);
    return Torch.then(o.apply(pass, flat), mixed, back, flat);
  }

  /** Takes over {@code [B, L, h*k]} and gives {@code [B, h, L, k]}. */
  private PtNDArray split(PtNDArray x) {
    long[] shape = x.getShape().getShape();
    PtNDArray parts = Torch.reshape(x, shape[0], shape[1], heads, headWidth);
    return Torch.then(JniUtils.transpose(parts, 1, 2), x, parts);
  }

  Linear query() {
    return q;
  }

  Linear key() {
    return k;
  }

  Linear value() {
    return v;
  }

  Linear output() {
    return o;
  }
}
