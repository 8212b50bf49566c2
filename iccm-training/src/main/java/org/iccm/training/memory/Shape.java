package org.iccm.training.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iccm.training.lora.LoraConfig;
import org.iccm.training.t5.FeedForwardKind;
import org.iccm.training.t5.T5Config;

/** A model's widths as longs, so that products do not overflow, and its linear layers. */
final class Shape {
  static final long FLOAT = Float.BYTES;

  final T5Config config;

  /** Residual width, width of all heads, feed-forward width, heads, ids. */
  final long d;

  final long i;
  final long ff;
  final long h;
  final long v;
  final int encoders;
  final int decoders;
  final boolean gated;

  Shape(T5Config config) {
    this.config = config;
    this.d = config.width();
    this.i = config.innerWidth();
    this.ff = config.feedForwardWidth();
    this.h = config.heads();
    this.v = config.vocabulary();
    this.encoders = config.encoderBlocks();
    this.decoders = config.decoderBlocks();
    this.gated = config.feedForward() == FeedForwardKind.GATED_GELU;
  }

  /** A linear layer: its name as adapters know it, and its widths. */
  record Layer(String name, long out, long in) {}

  List<Layer> layers() {
    List<Layer> all = new ArrayList<>();
    for (int b = 0; b < encoders; b++) {
      all.addAll(encoderLayers(b));
    }
    for (int b = 0; b < decoders; b++) {
      all.addAll(decoderLayers(b));
    }
    return all;
  }

  List<Layer> encoderLayers(int block) {
    String prefix = "encoder.block." + block + ".layer.";
    List<Layer> all = new ArrayList<>(attention(prefix + "0.SelfAttention."));
    all.addAll(dense(prefix + "1.DenseReluDense."));
    return all;
  }

  List<Layer> decoderLayers(int block) {
    String prefix = "decoder.block." + block + ".layer.";
    List<Layer> all = new ArrayList<>(attention(prefix + "0.SelfAttention."));
    all.addAll(attention(prefix + "1.EncDecAttention."));
    all.addAll(dense(prefix + "2.DenseReluDense."));
    return all;
  }

  private List<Layer> attention(String prefix) {
    return List.of(
        new Layer(prefix + "q", i, d),
        new Layer(prefix + "k", i, d),
        new Layer(prefix + "v", i, d),
        new Layer(prefix + "o", d, i));
  }

  private List<Layer> dense(String prefix) {
    Layer out = new Layer(prefix + "wo", d, ff);
    return gated
        ? List.of(new Layer(prefix + "wi_0", ff, d), new Layer(prefix + "wi_1", ff, d), out)
        : List.of(new Layer(prefix + "wi", ff, d), out);
  }

  /** Numbers in an adapter: A is rank x in, B out x rank. */
  long adapter(Optional<LoraConfig> lora) {
    return lora.map(
            l ->
                layers().stream()
                    .filter(layer -> l.addsTo(layer.name()))
                    .mapToLong(layer -> l.rank() * (layer.in() + layer.out()))
                    .sum())
        .orElse(0L);
  }
}
