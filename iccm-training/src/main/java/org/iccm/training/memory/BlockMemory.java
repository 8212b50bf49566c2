package org.iccm.training.memory;

import java.util.List;
import org.iccm.training.lora.LoraConfig;

/**
 * Floats that one block of a stack holds. Counted from the code, which closes each handle when it
 * is used: what stays until the gradient has passed is what autograd's derivatives read. Views are
 * free. Letters are those of {@link Shape}; T is rows x length.
 */
final class BlockMemory {
  private final Shape s;
  private final Workload work;
  private final long rows;
  private final boolean full;
  private final long drop;

  BlockMemory(Shape shape, Workload work) {
    this.s = shape;
    this.work = work;
    this.rows = work.batch();
    this.full = work.mode() == Workload.Mode.FULL;
    this.drop = work.dropout() ? 1 : 0;
  }

  /** Kept by one encoder block until its gradient has passed. */
  long encoder(int block) {
    long length = work.source();
    long t = rows * length;
    List<Shape.Layer> layers = s.encoderLayers(block);
    return attention(length, length, layers.subList(0, 4))
        + feedForward(t, layers.subList(4, layers.size()))
        + narrow(layers, t, t);
  }

  /** Kept by one decoder block: attention to itself, to the source, and the feed-forward part. */
  long decoder(int block) {
    long length = work.target();
    long t = rows * length;
    List<Shape.Layer> layers = s.decoderLayers(block);
    return attention(length, length, layers.subList(0, 4))
        + attention(length, work.source(), layers.subList(4, 8))
        + feedForward(t, layers.subList(8, layers.size()))
        + narrow(layers, t, rows * work.source());
  }

  boolean padded() {
    return rows > 1;
  }

  /** Whether a layer's input is read on the way back: its weight, or an adapter on it, learns. */
  private boolean learns(List<Shape.Layer> layers) {
    return full || layers.stream().anyMatch(this::adapted);
  }

  private boolean adapted(Shape.Layer layer) {
    return work.lora().map(l -> l.addsTo(layer.name())).orElse(false);
  }

  /**
   * What comes before a part: the stream, the normed value if the gain learns, and the norm's
   * result if a layer that reads it learns.
   */
  private long norm(long t, List<Shape.Layer> readers) {
    return (1 + (full ? 1 : 0) + (learns(readers) ? 1 : 0)) * s.d * t;
  }

  /** q, k, v (or the batched product's copies of them), the shares, and what o reads. */
  private long attention(long queries, long keys, List<Shape.Layer> layers) {
    long t = rows * queries;
    return norm(t, layers.subList(0, 3))
        + s.i * (t + 2 * rows * keys)
        + (1 + 2 * drop) * scores(queries, keys)
        + (learns(layers.subList(3, 4)) ? s.i * t : 0)
        + drop * s.d * t;
  }

  /** Plain: relu's result. Gated: inner value, slope, sigmoid, gelu, gate; and what wo reads. */
  private long feedForward(long t, List<Shape.Layer> layers) {
    boolean read = learns(layers.subList(layers.size() - 1, layers.size()));
    long wide = s.gated ? (read ? 6 : 5) : 1;
    long dropped = drop * (read && !s.gated ? 2 : 1);
    return norm(t, layers.subList(0, layers.size() - 1))
        + (wide + dropped) * s.ff * t
        + drop * s.d * t;
  }

  /** An adapter's narrow values, and its own dropout. */
  private long narrow(List<Shape.Layer> layers, long own, long source) {
    long sum = 0;
    if (work.lora().isPresent()) {
      LoraConfig lora = work.lora().get();
      for (Shape.Layer layer : layers) {
        if (adapted(layer)) {
          boolean ofSource =
              layer.name().endsWith("EncDecAttention.k")
                  || layer.name().endsWith("EncDecAttention.v");
          long t = ofSource ? source : own;
          sum += lora.rank() * t + (lora.dropout() > 0 ? 2 * drop * layer.in() * t : 0);
        }
      }
    }
    return sum;
  }

  private long scores(long queries, long keys) {
    return rows * s.h * queries * keys;
  }

  /** Gradients of intermediates that are there at once while a block's gradient passes. */
  long backward(long queries, long keys) {
    long t = rows * Math.max(queries, keys);
    return Math.max(2 * scores(queries, keys) + 3 * s.i * t, (s.gated ? 4 : 2) * s.ff * t);
  }

  /** The most that an encoder block holds without autograd. */
  long encoderAlone() {
    long length = work.source();
    long t = rows * length;
    long scores = scores(length, length);
    long copies = padded() ? 2 * s.i * t : 0;
    long attention = Math.max(3 * s.i * t + copies + scores, 2 * s.i * t + 2 * scores);
    return 3 * s.d * t + Math.max(attention, (s.gated ? 4 : 2) * s.ff * t);
  }
}
