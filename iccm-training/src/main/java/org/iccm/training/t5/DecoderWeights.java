package org.iccm.training.t5;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The decoder's weights as generation wants them: {@code [in, out]}, with the gain of the norm
 * before them and whatever an adapter adds multiplied in. A copy: it is made again when weights
 * change.
 */
final class DecoderWeights implements AutoCloseable {
  /**
   * Mean square of an embedding from which on {@code x / |x|} stands for {@code x / sqrt(mean(x^2)
   * + epsilon)}: with T5's epsilon of 1e-6, the two differ by less than one float's precision.
   */
  private static final double LARGE = 5e4;

  private final PtNDManager manager;
  private final boolean simpleNorm;
  private final List<Layer> layers = new ArrayList<>();
  private final PtNDArray lastGain;
  private final float[][] table;

  /** Weights of one block; {@code gated} is null in a plain feed-forward part. */
  record Layer(
      PtNDArray q,
      PtNDArray k,
      PtNDArray v,
      PtNDArray o,
      PtNDArray crossQ,
      PtNDArray crossO,
      PtNDArray in,
      @Nullable PtNDArray gated,
      PtNDArray out) {}

  DecoderWeights(T5Network network) {
    T5Config config = network.config();
    this.manager = Torch.newManager();
    this.simpleNorm = smallest(network.shared(), config.width()) > LARGE * config.epsilon();
    double fold = simpleNorm ? Math.sqrt(config.width()) : 1;
    try (PtNDManager scope = Torch.newManager()) {
      for (Block b : network.decoder().blocks()) {
        Attention cross = Objects.requireNonNull(b.cross());
        Norm crossNorm = Objects.requireNonNull(b.crossNorm());
        FeedForward dense = b.feedForward();
        Linear gated = dense.gated();
        layers.add(
            new Layer(
                folded(scope, b.self().query(), b.selfNorm(), fold),
                folded(scope, b.self().key(), b.selfNorm(), fold),
                folded(scope, b.self().value(), b.selfNorm(), fold),
                plain(scope, b.self().output()),
                folded(scope, cross.query(), crossNorm, fold),
                plain(scope, cross.output()),
                folded(scope, dense.in(), b.feedForwardNorm(), fold),
                gated == null ? null : folded(scope, gated, b.feedForwardNorm(), fold),
                plain(scope, dense.out())));
      }
      if (config.scaledOutput()) {
        fold *= Math.pow(config.width(), -0.5);
      }
      this.lastGain = keep(scaled(scope, network.decoder().last().gain(), fold));
    }
    float[] flat = Torch.toFloats(network.decoder().table());
    this.table = new float[config.heads()][config.buckets()];
    for (int b = 0; b < config.buckets(); b++) {
      for (int h = 0; h < config.heads(); h++) {
        table[h][b] = flat[b * config.heads() + h];
      }
    }
    manager.cap();
  }

  private static double smallest(PtNDArray shared, int width) {
    double least = Double.POSITIVE_INFINITY;
    var memory = Torch.memory(shared);
    while (memory.hasRemaining()) {
      double sum = 0;
      for (int i = 0; i < width; i++) {
        float x = memory.get();
        sum += (double) x * x;
      }
      least = Math.min(least, sum / width);
    }
    return least;
  }

  private static PtNDArray scaled(PtNDManager scope, PtNDArray gain, double by) {
    return JniUtils.mul(Torch.floats(scope, new float[] {(float) by}, 1), gain);
  }

  /**
   * {@code (W diag(gain))^T}, contiguous. Turned first and scaled in place: an aligned block that
   * is freed is seldom used again by the C library, so a scaled copy of each would stay resident.
   */
  private PtNDArray folded(PtNDManager scope, Linear linear, Norm norm, double fold) {
    LowRank low = linear.addition();
    PtNDArray from = low == null ? Torch.borrowed(scope, linear.weight()) : sum(scope, low, linear);
    PtNDArray turned = JniUtils.transpose(from, 0, 1);
    PtNDArray copy = keep(Torch.contiguous(scope, turned));
    PtNDArray gain = scaled(scope, norm.gain(), fold);
    PtNDArray column = Torch.reshape(gain, gain.getShape().get(0), 1);
    JniUtils.muli(copy, column);
    return Torch.then(copy, from, turned, gain, column);
  }

  /** The weight itself, or its sum with an adapter's product. */
  private PtNDArray plain(PtNDManager scope, Linear linear) {
    LowRank low = linear.addition();
    return low == null ? linear.weight() : keep(sum(scope, low, linear));
  }

  private static PtNDArray sum(PtNDManager scope, LowRank low, Linear linear) {
    PtNDArray product = low.product(scope);
    return Torch.then(JniUtils.add(product, linear.weight()), product);
  }

  private PtNDArray keep(PtNDArray tensor) {
    tensor.attach(manager);
    return tensor;
  }

  /** {@code x} normed; the gain is in the weights that come next. */
  PtNDArray norm(PtNDArray x, Constants constants) {
    if (simpleNorm) {
      return JniUtils.normalize(x, 2, -1, 1e-12);
    }
    PtNDArray meanSquare = JniUtils.mean(JniUtils.square(x), -1, true);
    return JniUtils.div(x, JniUtils.sqrt(JniUtils.add(meanSquare, constants.epsilon())));
  }

  List<Layer> layers() {
    return layers;
  }

  PtNDArray lastGain() {
    return lastGain;
  }

  /** What distance adds to scores: row by head, the farthest first, the position itself last. */
  float[] positions(RelativeBuckets buckets, int longest) {
    float[] values = new float[table.length * longest];
    for (int i = 0; i < longest; i++) {
      int bucket = buckets.of(i - (longest - 1));
      for (int h = 0; h < table.length; h++) {
        values[h * longest + i] = table[h][bucket];
      }
    }
    return values;
  }

  @Override
  public void close() {
    manager.close();
  }
}
