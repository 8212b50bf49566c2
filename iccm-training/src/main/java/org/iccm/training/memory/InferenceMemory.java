package org.iccm.training.memory;

import java.util.EnumMap;
import java.util.Map;

/**
 * Generation's peak in bytes: while the decoder's weights are copied, while the encoder reads,
 * while keys and values of the source are made, or while tokens are written.
 */
final class InferenceMemory {
  /** Measured share of what comes and goes that stays with the allocator. */
  private static final double SLACK = .3;

  /** The same with beams: what is repeated for them is large and goes back at once. */
  private static final double BEAMS_SLACK = .1;

  private final Shape s;
  private final Workload work;
  private final BlockMemory blocks;

  InferenceMemory(Shape shape, Workload work) {
    this.s = shape;
    this.work = work;
    this.blocks = new BlockMemory(shape, work);
  }

  Map<MemoryKind, Long> parts() {
    long copy = copied();
    long states = 2 * s.d * work.batch() * work.source();
    long encoder = states + biases() + blocks.encoderAlone();
    long cache = cache();
    long splitting = splitting() + states + biases();
    long logits = 2L * work.batch() * work.beams() * s.v;

    Map<MemoryKind, Long> parts = new EnumMap<>(MemoryKind.class);
    put(parts, MemoryKind.WEIGHTS, s.config.parameters());
    long most = Math.max(Math.max(copy, encoder), Math.max(cache + splitting, cache + logits));
    if (most == copy) {
      // Each weight is scaled first and turned then; both are there until all are made.
      put(parts, MemoryKind.DECODER_WEIGHTS, 2 * copy);
      return parts;
    }
    put(parts, MemoryKind.DECODER_WEIGHTS, copy);
    parts.put(MemoryKind.ALLOCATOR, kept(most));
    if (most == encoder) {
      put(parts, MemoryKind.ACTIVATIONS, encoder);
      return parts;
    }
    put(parts, MemoryKind.KEY_VALUE_CACHE, cache);
    if (most == cache + splitting) {
      put(parts, MemoryKind.ACTIVATIONS, splitting);
    } else {
      put(parts, MemoryKind.LOGITS, logits);
    }
    return parts;
  }

  /** Bytes with the allocator: with beams, what one would leave at least. */
  private long kept(long most) {
    if (work.beams() == 1) {
      return (long) (SLACK * Shape.FLOAT * most);
    }
    long alone =
        new InferenceMemory(s, work.beams(1)).parts().getOrDefault(MemoryKind.ALLOCATOR, 0L);
    return Math.max(alone, (long) (BEAMS_SLACK * Shape.FLOAT * most));
  }

  private static void put(Map<MemoryKind, Long> parts, MemoryKind kind, long floats) {
    parts.put(kind, Shape.FLOAT * floats);
  }

  /** Per block q, k, v of itself, q of the source, and what leads into the feed-forward part. */
  private long copied() {
    return s.decoders * (4 * s.i * s.d + (s.gated ? 2 : 1) * s.ff * s.d);
  }

  /** Keys and values of the source and of the longest target, for each row and beam. */
  private long cache() {
    long rows = (long) work.batch() * work.beams();
    return 2L * s.decoders * s.i * rows * (work.source() + work.target());
  }

  /** What their making leaves until the last block's are there. */
  private long splitting() {
    long rows = work.batch();
    long made = rows * work.source();
    // Rows are repeated for their beams, and merged with the heads: a copy each.
    long turned = work.beams() > 1 ? 2 * made * work.beams() : rows > 1 ? made : 0;
    return 2L * s.decoders * s.i * (made + turned);
  }

  private long biases() {
    long rows = blocks.padded() ? work.batch() : 0;
    return (2 + s.h * (1 + rows)) * work.source() * work.source();
  }
}
