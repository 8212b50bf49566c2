package org.iccm.training.memory;

import java.util.EnumMap;
import java.util.Map;

/** A training step's peak in bytes: while the gradient enters, or while its norm is taken. */
final class TrainingMemory {
  /** Measured share of what comes and goes that stays with the allocator. */
  private static final double SLACK = .7;

  /** The same block by block: much comes and goes between tensors that stay; {@link #wide} too. */
  private static final double CHECKPOINTING_SLACK = 1.4;

  private final Shape s;
  private final Workload work;
  private final BlockMemory blocks;
  private final long source;
  private final long target;

  /** Floats that come and go on the way back, whether that is the peak or not. */
  private long moving;

  TrainingMemory(Shape shape, Workload work) {
    this.s = shape;
    this.work = work;
    this.blocks = new BlockMemory(shape, work);
    this.source = (long) work.batch() * work.source();
    this.target = (long) work.batch() * work.target();
  }

  Map<MemoryKind, Long> parts() {
    Map<MemoryKind, Long> parts = live();
    double left = work.checkpointing() ? CHECKPOINTING_SLACK * moving + wide() : SLACK * moving;
    parts.put(MemoryKind.ALLOCATOR, (long) (Shape.FLOAT * left));
    return parts;
  }

  private Map<MemoryKind, Long> live() {
    boolean full = work.mode() == Workload.Mode.FULL;
    long all = s.config.parameters();
    long learning = full ? all : s.adapter(work.lora());
    Map<MemoryKind, Long> parts = new EnumMap<>(MemoryKind.class);
    parts.put(full ? MemoryKind.WEIGHTS : MemoryKind.FROZEN_WEIGHTS, Shape.FLOAT * all);
    if (!full) {
      parts.put(MemoryKind.ADAPTER, Shape.FLOAT * learning);
    }
    parts.put(MemoryKind.MOMENTS, 2 * Shape.FLOAT * learning);

    long logits = target * s.v;
    long embedding = full ? s.v * s.d : 0;
    long kept = biases() + (work.checkpointing() ? statesBetween() : everything());
    // Where the gradient enters: the logarithms, their gradient, and the logits'. Then the
    // embedding's gradient waits for its three uses while a block's others pass.
    long entering = Math.max(3 * logits, logits + embedding);
    long passing = largestBackward() + embedding;
    long before = work.accumulation() > 1 ? learning : 0;
    long backward = before + kept + Math.max(entering, passing);
    // At the end activations have gone and all gradients are there. The embedding's three are added
    // up outside its own in one graph, block by block one after the other into it.
    long passed = (work.checkpointing() ? 2 : 3) * embedding;
    long end = learning + passed;
    moving = kept + Math.max(entering, passing);
    if (end > backward) {
      parts.put(MemoryKind.GRADIENTS, Shape.FLOAT * learning);
      parts.put(MemoryKind.OPTIMIZER_TEMPORARIES, Shape.FLOAT * passed);
      return parts;
    }
    boolean enters = entering >= passing;
    long ofLogits = enters ? entering == 3 * logits ? entering : logits : 0;
    long ofWeights = enters ? entering - ofLogits : embedding;
    parts.put(MemoryKind.GRADIENTS, Shape.FLOAT * before);
    parts.put(MemoryKind.LOGITS, Shape.FLOAT * ofLogits);
    parts.put(MemoryKind.OPTIMIZER_TEMPORARIES, Shape.FLOAT * ofWeights);
    parts.put(MemoryKind.ACTIVATIONS, Shape.FLOAT * (backward - before - ofLogits - ofWeights));
    return parts;
  }

  /** One graph: all blocks, embeddings, both ends. */
  private long everything() {
    long ends = work.mode() == Workload.Mode.FULL ? 4 : 2;
    long sum = ends * s.d * (source + target);
    for (int b = 0; b < s.encoders; b++) {
      sum += blocks.encoder(b);
    }
    for (int b = 0; b < s.decoders; b++) {
      sum += blocks.decoder(b);
    }
    return sum;
  }

  /**
   * Block by block: the states before each block and the gradients at them, twice the source's for
   * each decoder block; all until the batch is done.
   */
  private long statesBetween() {
    return 2 * s.d * ((s.encoders + 1) * source + (s.decoders + 1) * target)
        + 2 * s.d * s.decoders * source
        + (work.accumulation() > 1 && work.mode() == Workload.Mode.FULL ? s.v * s.d : 0);
  }

  /** What adapters make in their layers' width, of all blocks; no two of a size are near. */
  private long wide() {
    long sum = 0;
    for (Shape.Layer layer : s.layers()) {
      if (work.lora().map(l -> l.addsTo(layer.name())).orElse(false)) {
        sum += layer.out() * (layer.name().startsWith("encoder") ? source : target);
      }
    }
    return sum;
  }

  private long largestBackward() {
    long encoder = blocks.backward(work.source(), work.source());
    long decoder =
        Math.max(
            blocks.backward(work.target(), work.target()),
            blocks.backward(work.target(), work.source()));
    if (!work.checkpointing()) {
      return Math.max(encoder, decoder);
    }
    return Math.max(encoder + blocks.encoder(0), decoder + blocks.decoder(0));
  }

  /**
   * Positions of both stacks: pairs as 64-bit numbers and values, what must not be seen; block by
   * block, with the padding of each row too.
   */
  private long biases() {
    long rows = work.checkpointing() && blocks.padded() ? work.batch() : 0;
    long ofSource = (2 + s.h * (1 + rows)) * work.source() * work.source();
    long ofTarget = (3 + s.h * (work.checkpointing() ? 2 : 1)) * work.target() * work.target();
    return ofSource + ofTarget;
  }
}
