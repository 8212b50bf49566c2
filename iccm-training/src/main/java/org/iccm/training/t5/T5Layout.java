package org.iccm.training.t5;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Names and shapes of a T5's parameters, as Hugging Face's files have them, and the spread of their
 * first values.
 */
final class T5Layout {
  static final String SHARED = "shared.weight";
  static final String HEAD = "lm_head.weight";

  /** Copies of the embedding that files of tied models may repeat, and a tensor nobody uses. */
  static final List<String> REDUNDANT =
      List.of(
          "encoder.embed_tokens.weight",
          "decoder.embed_tokens.weight",
          "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight");

  /**
   * A parameter's shape and how it begins: normally distributed around 0 with the given deviation,
   * or 1 everywhere if the deviation is NaN.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Slot(long[] shape, double deviation) {
    long elements() {
      long n = 1;
      for (long d : shape) {
        n *= d;
      }
      return n;
    }

    boolean isGain() {
      return Double.isNaN(deviation);
    }
  }

  private T5Layout() {}

  /** All parameters in a fixed order, a tied head not among them. */
  static Map<String, Slot> of(T5Config c) {
    Map<String, Slot> slots = new LinkedHashMap<>();
    slots.put(SHARED, matrix(c.vocabulary(), c.width(), 1));
    stack(slots, c, "encoder", c.encoderBlocks(), false);
    stack(slots, c, "decoder", c.decoderBlocks(), true);
    if (!c.tied()) {
      slots.put(HEAD, matrix(c.vocabulary(), c.width(), 1));
    }
    return slots;
  }

  static long parameters(T5Config c) {
    return of(c).values().stream().mapToLong(Slot::elements).sum();
  }

  private static void stack(
      Map<String, Slot> slots, T5Config c, String name, int blocks, boolean decoder) {
    double narrow = Math.pow(c.width(), -0.5);
    for (int i = 0; i < blocks; i++) {
      String block = name + ".block." + i + ".layer.";
      attention(slots, c, block + "0.SelfAttention.");
      if (i == 0) {
        slots.put(
            block + "0.SelfAttention.relative_attention_bias.weight",
            matrix(c.buckets(), c.heads(), narrow));
      }
      slots.put(block + "0.layer_norm.weight", gain(c));
      if (decoder) {
        attention(slots, c, block + "1.EncDecAttention.");
        slots.put(block + "1.layer_norm.weight", gain(c));
      }
      String last = block + (decoder ? 2 : 1);
      String dense = last + ".DenseReluDense.";
      if (c.feedForward() == FeedForwardKind.RELU) {
        slots.put(dense + "wi.weight", matrix(c.feedForwardWidth(), c.width(), narrow));
      } else {
        slots.put(dense + "wi_0.weight", matrix(c.feedForwardWidth(), c.width(), narrow));
        slots.put(dense + "wi_1.weight", matrix(c.feedForwardWidth(), c.width(), narrow));
      }
      slots.put(
          dense + "wo.weight",
          matrix(c.width(), c.feedForwardWidth(), Math.pow(c.feedForwardWidth(), -0.5)));
      slots.put(last + ".layer_norm.weight", gain(c));
    }
    slots.put(name + ".final_layer_norm.weight", gain(c));
  }

  private static void attention(Map<String, Slot> slots, T5Config c, String prefix) {
    double narrow = Math.pow(c.width(), -0.5);
    slots.put(
        prefix + "q.weight",
        matrix(c.innerWidth(), c.width(), Math.pow((double) c.width() * c.headWidth(), -0.5)));
    slots.put(prefix + "k.weight", matrix(c.innerWidth(), c.width(), narrow));
    slots.put(prefix + "v.weight", matrix(c.innerWidth(), c.width(), narrow));
    slots.put(
        prefix + "o.weight", matrix(c.width(), c.innerWidth(), Math.pow(c.innerWidth(), -0.5)));
  }

  private static Slot matrix(long out, long in, double deviation) {
    return new Slot(new long[] {out, in}, deviation);
  }

  private static Slot gain(T5Config c) {
    return new Slot(new long[] {c.width()}, Double.NaN);
  }
}
