package org.iccm.training.memory;

import java.util.EnumMap;
import java.util.Map;

/**
 * Generation's peak in bytes: while the encoder reads, while keys and values of the source are
 * made, or while tokens are written.
 */
final class InferenceMemory {
  /** Measured share of what comes and goes that stays with the allocator. */
  private static final double SLACK = 1.15;

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
    // Each weight is scaled first and turned then.
    long scaled = Math.max(s.i, s.ff) * s.d;
    long most = Math.max(Math.max(scaled, encoder), Math.max(cache + splitting, cache + logits));
    put(parts, MemoryKind.DECODER_WEIGHTS, copy);
    parts.put(MemoryKind.ALLOCATOR, (long) (SLACK * Shape.FLOAT * most));
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

  /** What the last one's making needs beside them. */
  private long splitting() {
    long rows = work.batch();
    long made = rows * work.source();
    // Rows are repeated for their beams, and merged with the heads: a copy each.
    long turned = work.beams() > 1 ? 2 * made * work.beams() : rows > 1 ? made : 0;
    return s.i * (made + turned);
  }

  private long biases() {
    long rows = blocks.padded() ? work.batch() : 0;
    return (2 + s.h * (1 + rows)) * work.source() * work.source();
  }
}
