package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The encoder or the decoder: blocks that share one table of relative positions. */
final class Stack {
  /** Added to scores that must not count; the same number as the reference's. */
  static final float NEVER = -Float.MAX_VALUE;

  private final boolean decoder;
  private final int part;
  private final PtNDArray table;
  private final RelativeBuckets buckets;
  private final List<Block> blocks = new ArrayList<>();
  private final Norm last;

  Stack(T5Config config, Parameters parameters, Constants constants, boolean decoder) {
    String name = decoder ? "decoder" : "encoder";
    int count = decoder ? config.decoderBlocks() : config.encoderBlocks();
    this.decoder = decoder;
    this.part = decoder ? 10_000 : 0;
    this.table =
        parameters.get(name + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight");
    this.buckets = new RelativeBuckets(config, !decoder);
    for (int i = 0; i < count; i++) {
      blocks.add(
          new Block(config, parameters, constants, name + ".block." + i, decoder, part + 1 + i));
    }
    this.last = new Norm(parameters, constants, name + ".final_layer_norm");
  }

  PtNDArray begin(Pass pass, PtNDArray embedded) {
    pass.begin(part);
    return pass.drop(embedded);
  }

  PtNDArray end(Pass pass, PtNDArray x) {
    pass.begin(part + 9_999);
    return pass.drop(last.apply(pass, x));
  }

  /** What the distance between positions adds to scores, {@code [1, h, length, length]}. */
  PtNDArray positions(Pass pass, int length) {
    PtNDArray pairs = Torch.longs(pass.scope(), buckets.table(length, length), length, length);
    PtNDArray bias =
        JniUtils.permute(
            JniUtils.embedding(pairs, pass.weight(table), false), new long[] {2, 0, 1});
    return JniUtils.unsqueeze(bias, 0);
  }

  /** Bias of self-attention: positions, and what must not be seen (padding, the future). */
  PtNDArray bias(Pass pass, int length, @Nullable PtNDArray padding) {
    PtNDArray bias = positions(pass, length);
    if (decoder) {
      bias = JniUtils.add(bias, future(pass, length));
    }
    return padding == null ? bias : JniUtils.add(bias, padding);
  }

  private static PtNDArray future(Pass pass, int length) {
    float[] mask = new float[length * length];
    for (int q = 0; q < length; q++) {
      Arrays.fill(mask, q * length + q + 1, (q + 1) * length, NEVER);
    }
    return Torch.floats(pass.scope(), mask, 1, 1, length, length);
  }

  /** All blocks and the last norm; takes the embedded tokens and the bias over. */
  PtNDArray apply(Pass pass, PtNDArray embedded, PtNDArray bias, Block.@Nullable Memory memory) {
    PtNDArray x = embedded;
    for (Block block : blocks) {
      x = Torch.then(block.apply(pass, x, bias, memory), x);
    }
    return Torch.then(end(pass, x), x, bias);
  }

  List<Block> blocks() {
    return blocks;
  }

  Norm last() {
    return last;
  }

  PtNDArray table() {
    return table;
  }

  RelativeBuckets buckets() {
    return buckets;
  }
}
