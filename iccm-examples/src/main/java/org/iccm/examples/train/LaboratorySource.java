package org.iccm.examples.train;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.iccm.examples.laboratory.LabProgram;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Mixture;
import org.iccm.training.stream.ExampleSource;
import org.iccm.training.stream.SupervisedExample;
import org.jspecify.annotations.Nullable;

/**
 * The laboratory's programs of phase 1 in a mixture's wordings, epoch after epoch; the examples of
 * {@link Mixture#stream}. To enter it, programs are drawn but not rendered. Thread-safe.
 */
final class LaboratorySource implements ExampleSource {
  private final Laboratory laboratory;
  private final long laboratorySeed;
  private final Mixture mixture;
  private final int programs;
  private final long seed;

  /** Examples in an epoch, 0 until one was gone through. */
  private volatile long epochSize;

  /**
   * A source.
   *
   * @param laboratorySeed the laboratory's seed
   * @param mixture what is told of a program
   * @param programs programs of an epoch, at least 1
   * @param seed the training's seed
   */
  LaboratorySource(long laboratorySeed, Mixture mixture, int programs, long seed) {
    this.laboratory = Laboratory.of(laboratorySeed);
    this.laboratorySeed = laboratorySeed;
    this.mixture = mixture;
    this.programs = programs;
    this.seed = seed;
  }

  @Override
  public String identity() {
    return Laboratory.VERSION
        + " seed "
        + laboratorySeed
        + ", "
        + programs
        + " programs, "
        + mixture
        + ", training seed "
        + seed;
  }

  private Iterator<LabProgram> epoch() {
    return laboratory.programs(LabSplit.PHASE1).limit(programs).iterator();
  }

  @Override
  public Iterator<SupervisedExample> from(long position) {
    long known = epochSize;
    int epoch = known == 0 ? 0 : Math.toIntExact(position / known);
    long left = known == 0 ? position : position % known;
    long passed = 0;
    Iterator<LabProgram> drawn = epoch();
    while (left > 0) {
      if (!drawn.hasNext()) {
        epochSize = passed;
        epoch += 1 + Math.toIntExact(left / passed);
        left %= passed;
        passed = 0;
        drawn = epoch();
        continue;
      }
      LabProgram program = drawn.next();
      int examples = program.units().size();
      if (examples > left) {
        return new Examples(program, (int) left, drawn, epoch);
      }
      left -= examples;
      passed += examples;
    }
    return new Examples(null, 0, drawn, epoch);
  }

  private final class Examples implements Iterator<SupervisedExample> {
    private final Deque<SupervisedExample> ready = new ArrayDeque<>();
    private Iterator<LabProgram> drawn;
    private int epoch;

    Examples(@Nullable LabProgram begun, int told, Iterator<LabProgram> drawn, int epoch) {
      this.drawn = drawn;
      this.epoch = epoch;
      if (begun != null) {
        render(begun);
        for (int i = 0; i < told; i++) {
          ready.remove();
        }
      }
    }

    private void render(LabProgram program) {
      mixture
          .pairs(program, seed, epoch)
          .forEach(p -> ready.add(new SupervisedExample(p.chunk(), p.requirements())));
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public SupervisedExample next() {
      while (ready.isEmpty()) {
        if (!drawn.hasNext()) {
          epoch++;
          drawn = epoch();
        }
        render(drawn.next());
      }
      return ready.remove();
    }
  }
}
