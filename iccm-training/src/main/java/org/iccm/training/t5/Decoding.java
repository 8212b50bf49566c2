package org.iccm.training.t5;

import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One generation under way: the encoder has run once, keys and values of past tokens are kept in
 * tensors of the full length from the start. Not thread-safe.
 *
 * <p>Shapes: R rows (beams among them), h heads, k head width, T longest target, S source tokens.
 * Keys are kept transposed, so that no step transposes.
 */
final class Decoding implements AutoCloseable {
  private static final long[] STEPS = {1, 1, 1};

  private final T5Network network;
  private final DecoderWeights weights;
  private final PtNDManager manager;
  private final int rows;
  private final int heads;
  private final int width;
  private final int longest;
  private final PtNDArray positions;
  private final @Nullable PtNDArray padding;
  private final List<Cache> caches = new ArrayList<>();
  private int length;

  private static final class Cache {
    /** {@code [R*h, k, T]}. */
    private PtNDArray keys;

    /** {@code [R*h, T, k]}. */
    private PtNDArray values;

    /** {@code [R*h, k, S]}. */
    private final PtNDArray crossKeys;

    /** {@code [R*h, S, k]}. */
    private final PtNDArray crossValues;

    Cache(PtNDArray keys, PtNDArray values, PtNDArray crossKeys, PtNDArray crossValues) {
      this.keys = keys;
      this.values = values;
      this.crossKeys = crossKeys;
      this.crossValues = crossValues;
    }
  }

  /**
   * Reads the sources.
   *
   * @param beams rows per source: beams, or samples
   * @param longest most steps that will be taken
   */
  Decoding(T5Network network, DecoderWeights weights, TokenRows sources, int beams, int longest) {
    T5Config config = network.config();
    this.network = network;
    this.weights = weights;
    this.manager = Torch.newManager();
    this.rows = sources.rows() * beams;
    this.heads = config.heads();
    this.width = config.headWidth();
    this.longest = longest;
    try (PtNDManager scope = Torch.newManager()) {
      Pass pass = Pass.exact(scope);
      PtNDArray states = network.encode(pass, sources, network.padding(pass, sources));
      for (Block block : network.decoder().blocks()) {
        caches.add(cache(pass, Objects.requireNonNull(block.cross()), states, beams));
      }
      float[] one = weights.positions(network.decoder().buckets(), longest);
      this.positions =
          keep(JniUtils.tile(Torch.floats(scope, one, heads, 1, longest), new long[] {rows, 1, 1}));
      this.padding = sources.padded() ? keep(mask(scope, sources, beams)) : null;
    } catch (RuntimeException e) {
      manager.close();
      throw e;
    }
  }

  private Cache cache(Pass pass, Attention cross, PtNDArray states, int beams) {
    long rowsOfHeads = (long) rows * heads;
    PtNDArray keys = split(pass, cross.key().apply(pass, states), new long[] {0, 2, 3, 1}, beams);
    PtNDArray values =
        split(pass, cross.value().apply(pass, states), new long[] {0, 2, 1, 3}, beams);
    return new Cache(
        Torch.empty(manager, rowsOfHeads, width, longest),
        Torch.empty(manager, rowsOfHeads, longest, width),
        keep(keys),
        keep(values));
  }

  /** {@code [B, S, h*k]} to {@code [R*h, ., .]}, contiguous, each row repeated for its beams. */
  private PtNDArray split(Pass pass, PtNDArray x, long[] order, int beams) {
    long[] shape = x.getShape().getShape();
    PtNDArray shaped = Torch.reshape(x, shape[0], shape[1], heads, width);
    PtNDArray parts = JniUtils.permute(shaped, order);
    PtNDArray repeated = beams == 1 ? parts : JniUtils.repeat(parts, beams, 0);
    long[] now = repeated.getShape().getShape();
    PtNDArray flat = Torch.reshape(repeated, (long) rows * heads, now[2], now[3]);
    // Of a single row, the reshape is still a view in the old order.
    return Torch.then(Torch.contiguous(pass.scope(), flat), x, shaped, parts, repeated, flat);
  }

  private PtNDArray mask(PtNDManager scope, TokenRows sources, int beams) {
    PtNDArray byRow =
        Torch.floats(scope, sources.mask(Stack.NEVER), sources.rows(), 1, sources.length());
    return JniUtils.repeat(byRow, (long) beams * heads, 0);
  }

  private PtNDArray keep(PtNDArray tensor) {
    tensor.attach(manager);
    return tensor;
  }

  /**
   * Takes one step.
   *
   * @param scope takes all that the step makes
   * @param ids the last token of each row
   * @return scores {@code [R, V]} of the next, in the scope
   */
  PtNDArray step(PtNDManager scope, long[] ids) {
    PtNDArray x = network.embed(Pass.exact(scope), Torch.longs(scope, ids, rows));
    length++;
    PtNDArray bias = view(scope, positions, 1, longest - length, longest);
    for (int i = 0; i < caches.size(); i++) {
      x = layer(scope, weights.layers().get(i), caches.get(i), x, bias);
    }
    PtNDArray last = JniUtils.mul(weights.norm(x, network.constants()), weights.lastGain());
    return scores(scope, last);
  }

  /** For a few rows, the wide matrix on the left is a third faster; the result is turned back. */
  private PtNDArray scores(PtNDManager scope, PtNDArray last) {
    PtNDArray head = network.head();
    if (rows == 1) {
      return JniUtils.linear(last, head, null);
    }
    PtNDArray borrowed = Torch.borrowed(scope, head);
    return JniUtils.transpose(JniUtils.matmul(borrowed, JniUtils.transpose(last, 0, 1)), 0, 1);
  }

  private PtNDArray layer(
      PtNDManager scope, DecoderWeights.Layer w, Cache cache, PtNDArray x, PtNDArray bias) {
    long all = (long) rows * heads;
    PtNDArray n = weights.norm(x, network.constants());
    PtNDArray q = Torch.reshape(JniUtils.matmul(n, w.q()), all, 1, width);
    int at = length - 1;
    JniUtils.indexSet(
        cache.keys,
        Torch.reshape(JniUtils.matmul(n, w.k()), all, width, 1),
        new long[] {0, 0, at},
        new long[] {all, width, length},
        STEPS);
    JniUtils.indexSet(
        cache.values,
        Torch.reshape(JniUtils.matmul(n, w.v()), all, 1, width),
        new long[] {0, at, 0},
        new long[] {all, length, width},
        STEPS);
    PtNDArray keys = view(scope, cache.keys, width, 0, length);
    PtNDArray values =
        JniUtils.index(cache.values, new long[3], new long[] {all, length, width}, STEPS, scope);
    x = JniUtils.linear(attend(q, keys, values, bias), w.o(), x);

    n = weights.norm(x, network.constants());
    q = Torch.reshape(JniUtils.matmul(n, w.crossQ()), all, 1, width);
    x = JniUtils.linear(attend(q, cache.crossKeys, cache.crossValues, padding), w.crossO(), x);

    n = weights.norm(x, network.constants());
    return JniUtils.linear(inner(w, n), w.out(), x);
  }

  private PtNDArray attend(
      PtNDArray q, PtNDArray keys, PtNDArray values, @Nullable PtNDArray bias) {
    PtNDArray scores = JniUtils.matmul(q, keys);
    if (bias != null) {
      JniUtils.addi(scores, bias);
    }
    PtNDArray mixed = JniUtils.matmul(JniUtils.softmax(scores, -1, DataType.FLOAT32), values);
    return Torch.reshape(mixed, rows, (long) heads * width);
  }

  private PtNDArray inner(DecoderWeights.Layer w, PtNDArray n) {
    PtNDArray in = JniUtils.matmul(n, w.in());
    PtNDArray gated = w.gated();
    if (gated == null) {
      return JniUtils.relu(in);
    }
    PtNDArray z = JniUtils.mul(in, in);
    JniUtils.muli(z, network.constants().geluCubic());
    JniUtils.addi(z, network.constants().geluLinear());
    JniUtils.muli(z, in);
    PtNDArray gelu = JniUtils.sigmoid(z);
    JniUtils.muli(gelu, in);
    JniUtils.muli(gelu, JniUtils.matmul(n, gated));
    return gelu;
  }

  /** Part of the last dimension, as a view that the scope owns. */
  private PtNDArray view(PtNDManager scope, PtNDArray x, long middle, long from, long to) {
    return JniUtils.index(
        x, new long[] {0, 0, from}, new long[] {(long) rows * heads, middle, to}, STEPS, scope);
  }

  /** Goes on with other rows' pasts: row r with that of {@code sources[r]}. */
  void reorder(int[] sources) {
    boolean same = true;
    long[] index = new long[rows * heads];
    for (int r = 0; r < rows; r++) {
      same &= sources[r] == r;
      for (int h = 0; h < heads; h++) {
        index[r * heads + h] = (long) sources[r] * heads + h;
      }
    }
    if (same) {
      return;
    }
    for (Cache cache : caches) {
      cache.keys = taken(cache.keys, index);
      cache.values = taken(cache.values, index);
    }
  }

  private PtNDArray taken(PtNDArray from, long[] index) {
    long[] shape = from.getShape().getShape();
    try (PtNDManager scope = Torch.newManager()) {
      PtNDArray flat =
          JniUtils.embedding(
              Torch.longs(scope, index, index.length),
              keepIn(scope, Torch.reshape(from, shape[0], shape[1] * shape[2])),
              false);
      PtNDArray taken = keep(Torch.reshape(flat, shape));
      from.close();
      return taken;
    }
  }

  private static PtNDArray keepIn(PtNDManager scope, PtNDArray tensor) {
    tensor.attach(scope);
    return tensor;
  }

  @Override
  public void close() {
    manager.close();
  }
}
