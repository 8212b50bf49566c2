package org.iccm.examples.laboratory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Spliterators;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.iccm.api.application.Digests;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;

/**
 * The mixture of phase 1: every wording as likely as every other, every fact left out with the same
 * probability, both builds alike. It is fixed before any rollout is made; what rollouts teach is
 * not in it.
 *
 * @param drop the probability that a fact is left out, 0 to below 1
 * @since 0.1.0
 */
public record Mixture(double drop) {
  /** The mixture of the plan. */
  public static final Mixture FROZEN = new Mixture(0.25);

  /** All facts, in any wording: for the supervised arm that is cut to the budget. */
  public static final Mixture COMPLETE = new Mixture(0);

  /** Checks the probability. */
  public Mixture {
    if (!(drop >= 0 && drop < 1)) {
      throw new IllegalArgumentException("drop is 0 to below 1, not " + drop);
    }
  }

  /**
   * Pairs of one program, one for each function. A program comes in another wording, with other
   * facts, in each epoch.
   *
   * @param program the program
   * @param seed the training's seed
   * @param epoch how often the program has been shown before
   * @return one or two pairs, always the same for the same arguments
   */
  public List<TrainingPair> pairs(LabProgram program, long seed, int epoch) {
    String digest = Digests.of(program.digest(), program.module(), seed + " " + epoch);
    var random = new SplittableRandom(Long.parseUnsignedLong(digest.substring(0, 16), 16));
    Wording wording = Wording.of(random.nextInt(Wording.COUNT));
    Build build = Build.values()[random.nextInt(2)];
    List<UnitId> units = program.units();
    List<TrainingPair> pairs = new ArrayList<>();
    for (int i = 0; i < units.size(); i++) {
      UnitId unit = units.get(i);
      List<Integer> facts =
          program.facts().stream().filter(f -> f.unit().equals(unit)).map(Fact::index).toList();
      List<Integer> kept =
          IntStream.range(0, facts.size())
              .filter(f -> random.nextDouble() >= drop)
              .mapToObj(facts::get)
              .toList();
      List<Integer> told = kept.isEmpty() ? List.of(facts.get(random.nextInt(facts.size()))) : kept;
      List<Requirement> requirements = Requirements.of(program, told, wording);
      pairs.add(new TrainingPair(program.chunks(build).get(i), requirements, wording));
    }
    return List.copyOf(pairs);
  }

  /**
   * Phase 1 as a stream: the programs of the split, again and again.
   *
   * @param laboratory makes the programs
   * @param programs how many there are of them, at least 1
   * @param seed the training's seed
   * @return pairs without end; the same ones for the same arguments
   */
  public Stream<TrainingPair> stream(Laboratory laboratory, int programs, long seed) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new Pairs(laboratory, programs, seed), 0), false);
  }

  /** One program at a time: a flat map would hold an epoch. */
  private final class Pairs implements Iterator<TrainingPair> {
    private final Laboratory laboratory;
    private final int programs;
    private final long seed;
    private final Deque<TrainingPair> ready = new ArrayDeque<>();
    private Iterator<LabProgram> left;
    private int epoch;

    Pairs(Laboratory laboratory, int programs, long seed) {
      this.laboratory = laboratory;
      this.programs = programs;
      this.seed = seed;
      this.left = laboratory.programs(LabSplit.PHASE1).limit(programs).iterator();
    }

    @Override
    public boolean hasNext() {
      return true;
    }

    @Override
    public TrainingPair next() {
      while (ready.isEmpty()) {
        if (!left.hasNext()) {
          epoch++;
          left = laboratory.programs(LabSplit.PHASE1).limit(programs).iterator();
        }
        ready.addAll(pairs(left.next(), seed, epoch));
      }
      return ready.remove();
    }
  }
}
