package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One block of the encoder or the decoder; each part adds to the residual stream. */
final class Block {
  private final int part;
  private final Norm selfNorm;
  private final Attention self;
  private final @Nullable Norm crossNorm;
  private final @Nullable Attention cross;
  private final Norm feedForwardNorm;
  private final FeedForward feedForward;

  Block(
      T5Config config,
      Parameters parameters,
      Constants constants,
      String prefix,
      boolean decoder,
      int part) {
    this.part = part;
    String layer = prefix + ".layer.";
    this.selfNorm = new Norm(parameters, constants, layer + "0.layer_norm");
    this.self = new Attention(config, parameters, layer + "0.SelfAttention");
    this.crossNorm = decoder ? new Norm(parameters, constants, layer + "1.layer_norm") : null;
    this.cross = decoder ? new Attention(config, parameters, layer + "1.EncDecAttention") : null;
    String last = layer + (decoder ? "2" : "1");
    this.feedForwardNorm = new Norm(parameters, constants, last + ".layer_norm");
    this.feedForward = new FeedForward(config, parameters, constants, last + ".DenseReluDense");
  }

  /**
   * Applies the block.
   *
   * @param x residual stream {@code [B, L, d]}
   * @param bias of self-attention, {@code [1 or B, h, L, L]}
   * @param memory what cross-attention reads, or null in an encoder
   */
  PtNDArray apply(Pass pass, PtNDArray x, PtNDArray bias, @Nullable Memory memory) {
    pass.begin(part);
    PtNDArray n = selfNorm.apply(pass, x);
    PtNDArray stream = added(pass, x, Torch.then(self.apply(pass, n, n, bias), n));
    if (cross != null && crossNorm != null && memory != null) {
      n = crossNorm.apply(pass, stream);
      // A view of its own for each block: on the way back, what the block's keys and values tell
      // the states is summed there before it joins the other blocks' sums, as it is block by block.
      PtNDArray states = Torch.reshape(memory.states(), memory.states().getShape().getShape());
      PtNDArray read = Torch.then(cross.apply(pass, n, states, memory.mask()), n, states);
      stream = Torch.then(added(pass, stream, read), stream);
    }
    n = feedForwardNorm.apply(pass, stream);
    PtNDArray fed = Torch.then(feedForward.apply(pass, n), n);
    return Torch.then(added(pass, stream, fed), stream);
  }

  /** The residual stream and what a part makes of it; takes the part's result over. */
  private static PtNDArray added(Pass pass, PtNDArray stream, PtNDArray part) {
    PtNDArray kept = pass.drop(part);
    return Torch.then(JniUtils.add(stream, kept), part, kept);
  }

  /** The encoder's states {@code [B, S, d]}, and what padding adds to scores (or null). */
  record Memory(PtNDArray states, @Nullable PtNDArray mask) {}

  List<Linear> linears() {
    List<Linear> all = new ArrayList<>(self.linears());
    if (cross != null) {
      all.addAll(cross.linears());
    }
    all.addAll(feedForward.linears());
    return all;
  }

  Norm selfNorm() {
    return selfNorm;
  }

  Attention self() {
    return self;
  }

  @Nullable Norm crossNorm() {
    return crossNorm;
  }

  @Nullable Attention cross() {
    return cross;
  }

  Norm feedForwardNorm() {
    return feedForwardNorm;
  }

  FeedForward feedForward() {
    return feedForward;
  }
}
