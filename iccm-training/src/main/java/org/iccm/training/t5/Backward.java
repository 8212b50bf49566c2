package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Adds a batch's gradients to the parameters', either through one graph or block by block: then
 * only the states between blocks are kept, each block is computed again on the way back, and sums
 * are taken in the order in which the one graph takes them, so that the result is the same bit for
 * bit.
 */
final class Backward {
  private final T5Network network;

  Backward(T5Network network) {
    this.network = network;
  }

  /** Through one graph. */
  @SuppressWarnings("try") // the mode is there to be closed
  void whole(Pass pass, TokenBatch batch, BatchLoss loss) {
    try (Torch.GradientMode mode = Torch.gradients(true)) {
      PtNDArray result = loss.of(pass, network.forward(pass, batch));
      propagate(result, Torch.floats(pass.scope(), new float[] {1}, 1));
    }
  }

  private static void propagate(PtNDArray result, PtNDArray upstream) {
    JniUtils.backward(result, upstream, false, false);
  }

  /** The states before each block, and after the last one. */
  private record Trace(List<PtNDArray> states, PtNDArray bias) {
    PtNDArray last() {
      return states.get(states.size() - 1);
    }
  }

  /**
   * Block by block.
   *
   * @param first whether no gradient was added since the last step
   */
  @SuppressWarnings("try") // the modes are there to be closed
  void byBlocks(Pass pass, TokenBatch batch, BatchLoss loss, boolean first) {
    PtNDArray shared = network.shared();
    if (first || !pass.learns(shared)) {
      byBlocks(pass, batch, loss);
      return;
    }
    PtNDArray own = pass.weight(shared);
    // The embedding is used in three parts. What they add up to has to be added to what is there,
    // as the one graph does, not each of them in turn.
    PtNDArray leaf = leaf(pass.scope(), own);
    pass.standIn(shared, leaf);
    byBlocks(pass, batch, loss);
    try (Torch.GradientMode mode = Torch.gradients(true);
        PtNDArray same = Torch.reshape(own, own.getShape().getShape())) {
      propagate(same, gradient(pass.scope(), leaf));
    }
  }

  @SuppressWarnings("try") // the modes are there to be closed
  private void byBlocks(Pass pass, TokenBatch batch, BatchLoss loss) {
    Trace encoded;
    Trace decoded;
    PtNDArray states;
    PtNDArray padding;
    try (Torch.GradientMode mode = Torch.gradients(false)) {
      PtNDArray own = network.padding(pass, batch.sources());
      encoded = trace(pass, network.encoder(), batch.sources(), own, null);
      states = network.spread(pass, network.encoder().end(pass, encoded.last()), batch);
      padding = network.padding(pass, batch.rowSources());
      Block.Memory memory = new Block.Memory(states, padding);
      decoded = trace(pass, network.decoder(), batch.inputs(), null, memory);
    }
    try (Torch.GradientMode mode = Torch.gradients(true)) {
      PtNDArray upstream =
          segment(
              pass,
              decoded.last(),
              x -> loss.of(pass, network.logits(pass, network.decoder().end(pass, x))),
              Torch.floats(pass.scope(), new float[] {1}, 1));
      PtNDArray[] toEncoder = new PtNDArray[1];
      upstream = down(pass, network.decoder(), decoded, upstream, states, padding, toEncoder);
      embed(pass, network.decoder(), batch.inputs(), upstream);
      upstream =
          segment(
              pass,
              encoded.last(),
              x -> network.spread(pass, network.encoder().end(pass, x), batch),
              Objects.requireNonNull(toEncoder[0]));
      upstream = down(pass, network.encoder(), encoded, upstream, null, null, toEncoder);
      embed(pass, network.encoder(), batch.sources(), upstream);
    }
  }

  private Trace trace(
      Pass pass,
      Stack stack,
      TokenRows rows,
      @Nullable PtNDArray padding,
      Block.@Nullable Memory memory) {
    List<PtNDArray> states = new ArrayList<>();
    PtNDArray bias = stack.bias(pass, rows.length(), padding);
    PtNDArray x = stack.begin(pass, network.embed(pass, network.ids(pass, rows)));
    states.add(x);
    for (Block block : stack.blocks()) {
      try (PtNDManager scope = Torch.newManager()) {
        x = block.apply(pass, borrowed(scope, x), bias, memory);
        x.attach(pass.scope());
      }
      states.add(x);
    }
    return new Trace(states, bias);
  }

  /** Another handle of the same values, so that what is made of them lands in the scope. */
  private static PtNDArray borrowed(PtNDManager scope, PtNDArray x) {
    PtNDArray other = JniUtils.detachGradient(x);
    other.attach(scope);
    return other;
  }

  private static PtNDArray leaf(PtNDManager scope, PtNDArray x) {
    PtNDArray leaf = borrowed(scope, x);
    leaf.setRequiresGradient(true);
    return leaf;
  }

  private static PtNDArray gradient(PtNDManager owner, PtNDArray leaf) {
    PtNDArray gradient = Objects.requireNonNull(JniUtils.getGradient(leaf));
    gradient.attach(owner);
    return gradient;
  }

  /** Computes a part again from its input and returns the gradient at that input. */
  private static PtNDArray segment(
      Pass pass, PtNDArray input, Function<PtNDArray, PtNDArray> part, PtNDArray upstream) {
    try (PtNDManager scope = Torch.newManager()) {
      PtNDArray x = leaf(scope, input);
      propagate(part.apply(x), upstream);
      return gradient(pass.scope(), x);
    }
  }

  private PtNDArray down(
      Pass pass,
      Stack stack,
      Trace trace,
      PtNDArray upstream,
      @Nullable PtNDArray states,
      @Nullable PtNDArray padding,
      PtNDArray[] toStates) {
    try (PtNDManager kept = Torch.newManager()) {
      boolean learns = pass.learns(stack.table());
      PtNDArray bias = learns ? leaf(kept, trace.bias()) : trace.bias();
      PtNDArray sum = null;
      for (int i = stack.blocks().size() - 1; i >= 0; i--) {
        try (PtNDManager scope = Torch.newManager()) {
          PtNDArray x = leaf(scope, trace.states().get(i));
          Block.Memory memory =
              states == null ? null : new Block.Memory(leaf(scope, states), padding);
          propagate(stack.blocks().get(i).apply(pass, x, bias, memory), upstream);
          upstream = gradient(pass.scope(), x);
          if (memory != null) {
            PtNDArray more = gradient(pass.scope(), memory.states());
            sum = sum == null ? more : JniUtils.add(sum, more);
          }
        }
      }
      if (sum != null) {
        toStates[0] = sum;
      }
      if (learns) {
        biasGradient(pass, stack, bias);
      }
    }
    return upstream;
  }

  /** What all blocks told the bias goes on to the table of positions. */
  private static void biasGradient(Pass pass, Stack stack, PtNDArray bias) {
    long[] shape = bias.getShape().getShape();
    try (PtNDManager scope = Torch.newManager()) {
      PtNDArray gradient = gradient(scope, bias);
      if (shape[0] > 1) {
        gradient = JniUtils.sum(gradient, new long[] {0}, true);
      }
      propagate(stack.positions(pass.within(scope), (int) shape[2]), gradient);
    }
  }

  private void embed(Pass pass, Stack stack, TokenRows rows, PtNDArray upstream) {
    if (pass.learns(network.shared())) {
      propagate(stack.begin(pass, network.embed(pass, network.ids(pass, rows))), upstream);
    }
  }
}
