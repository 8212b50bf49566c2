package org.iccm.training.memory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import org.iccm.training.t5.T5Config;

/**
 * Computes how much memory a model takes at its highest point: the resident set of a process that
 * does nothing else, with values in 32-bit floats.
 *
 * <p>Sums follow the code: N parameters, P of them learning, B rows, S source and L target tokens,
 * d width, i width of all heads, V ids.
 *
 * <ul>
 *   <li>Training holds 4 N bytes for weights and 8 P for AdamW's moments. On top comes the highest
 *       of three moments. The gradient enters: what all blocks keep, and 3 B L V floats (logarithms
 *       and two gradients). It passes: what blocks keep and the largest block's gradients. It has
 *       passed: P gradients and parts of the embedding's. With several micro-batches a step,
 *       gradients are there all the time.
 *   <li>An encoder block keeps {@code B S (2 d + 3 i + c ff + h S)} floats for autograd, c 1 for
 *       relu and 5 for gated; a decoder block {@code B L (3 d + 4 i + c ff + h L + h S)} and {@code
 *       2 i B S}. The input of a layer that learns is kept too; so is each value before a gain that
 *       learns. Checkpointing keeps states and gradients between blocks, and one block.
 *   <li>Inference holds 4 N bytes and a copy of most decoder weights. Then comes the most of one
 *       encoder block without autograd, or the caches, {@code 2 i (S + T)} floats for each row,
 *       beam and decoder block, with what the last block's making needs.
 *   <li>Measured, not derived: what JVM and libtorch take ({@link #PROCESS_BYTES}), and the share
 *       of freed memory that the C library's allocator does not give back.
 * </ul>
 *
 * <p>A JVM heap that grows comes on top, up to its {@code -Xmx}; a step leaves a few MB of garbage.
 * On a GPU the same tensors are there; the process base stays in the host's RAM, and no allocator
 * but glibc's was measured.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class MemoryPlanner {
  /** Resident bytes of JVM and libtorch with a tiny model, measured on Linux x86-64, CPU. */
  public static final long PROCESS_BYTES = 190L << 20;

  private static final int MOST = 1 << 20;

  private final Shape shape;

  private MemoryPlanner(Shape shape) {
    this.shape = shape;
  }

  /**
   * Makes a planner.
   *
   * @param config the model's shape
   * @return a planner for it
   */
  public static MemoryPlanner of(T5Config config) {
    return new MemoryPlanner(new Shape(config));
  }

  /**
   * Plans one use.
   *
   * @param work what the model is to do
   * @return its memory at the highest point
   */
  public MemoryPlan plan(Workload work) {
    Map<MemoryKind, Long> parts =
        work.mode() == Workload.Mode.INFERENCE
            ? new InferenceMemory(shape, work).parts()
            : new TrainingMemory(shape, work).parts();
    parts.put(MemoryKind.PROCESS, PROCESS_BYTES);
    return new MemoryPlan(parts);
  }

  /**
   * The most rows that fit.
   *
   * @param work what the model is to do; its own rows do not count
   * @param device where
   * @return rows, 0 if not even one fits
   */
  public int largestBatch(Workload work, MemoryDevice device) {
    return largest(work::batch, device);
  }

  /**
   * The longest source that fits, the target staying in proportion to it.
   *
   * @param work what the model is to do
   * @param device where
   * @return source tokens, 0 if not even one fits
   */
  public int longestSource(Workload work, MemoryDevice device) {
    double share = (double) work.target() / work.source();
    return largest(n -> work.lengths(n, Math.max(1, (int) Math.ceil(n * share))), device);
  }

  private int largest(IntFunction<Workload> with, MemoryDevice device) {
    int fits = 0;
    int above = MOST + 1;
    while (above - fits > 1) {
      int middle = fits + (above - fits) / 2;
      if (plan(with.apply(middle)).fits(device)) {
        fits = middle;
      } else {
        above = middle;
      }
    }
    return fits;
  }

  /**
   * What to change so that it fits, the smallest loss first.
   *
   * @param work what the model is to do
   * @param device where
   * @return changes after each of which it fits, in words; empty if it fits as it is. If none
   *     helps, one entry says how much the least costly way needs.
   */
  public List<String> changes(Workload work, MemoryDevice device) {
    List<String> changes = new ArrayList<>();
    if (plan(work).fits(device)) {
      return changes;
    }
    Workload least = work;
    if (work.mode() != Workload.Mode.INFERENCE && !work.checkpointing()) {
      least = work.checkpointing(true);
      if (plan(least).fits(device)) {
        changes.add("checkpointing");
      }
    }
    int batch = largestBatch(least, device);
    String with = least.checkpointing() ? "checkpointing, " : "";
    if (batch > 0 && batch < work.batch()) {
      boolean trains = work.mode() != Workload.Mode.INFERENCE;
      int times = (work.batch() + batch - 1) / batch;
      changes.add(
          with + "batch " + batch + (trains ? " with " + times + " micro-batches a step" : ""));
    }
    int source = longestSource(least, device);
    if (source >= 16 && source < work.source()) {
      changes.add(with + "sources of " + source);
    }
    if (work.beams() > 1 && plan(work.beams(1)).fits(device)) {
      changes.add("no beams");
    }
    if (changes.isEmpty()) {
      MemoryPlan plan = plan(least.batch(1));
      changes.add(
          String.format(
              Locale.ROOT,
              "a device of %.1f GiB%s",
              plan.bytes() / (double) (1L << 30),
              work.mode() == Workload.Mode.FULL ? ", or LoRA" : ", or a smaller model"));
    }
    return changes;
  }
}
