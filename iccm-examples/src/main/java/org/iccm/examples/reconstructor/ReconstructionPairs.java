package org.iccm.examples.reconstructor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.iccm.api.application.Digests;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.core.reading.Chunk;
import org.iccm.core.requirements.RequirementRenderer;
import org.iccm.examples.laboratory.Build;
import org.iccm.examples.laboratory.Fact;
import org.iccm.examples.laboratory.LabProgram;
import org.iccm.examples.laboratory.LabSplit;
import org.iccm.examples.laboratory.Laboratory;
import org.iccm.examples.laboratory.Requirements;
import org.iccm.examples.laboratory.Wording;

/**
 * A reconstructor's examples: functions of phase 1's programs, told in words as it prefers them,
 * some facts left out; it learns to do what it is told and no more. Hold-outs, phase 3's prompts
 * and validation are other programs ({@link LabSplit}).
 *
 * @param preference of the reconstructor
 * @param drop the probability that a fact is left out, 0 to below 1
 * @param seed its training's
 */
record ReconstructionPairs(Preference preference, double drop, long seed) {
  /** Checks the probability. */
  ReconstructionPairs {
    if (!(drop >= 0 && drop < 1)) {
      throw new IllegalArgumentException("drop is 0 to below 1, not " + drop);
    }
  }

  /** Examples without end, the same ones for the same arguments; the programs again and again. */
  Iterator<ReconstructionPair> iterator(Laboratory laboratory, int programs) {
    return new Iterator<>() {
      // One program at a time: a flat map would hold an epoch.
      private final Deque<ReconstructionPair> ready = new ArrayDeque<>();
      private Iterator<LabProgram> left = epoch();
      private int epoch;

      private Iterator<LabProgram> epoch() {
        return laboratory.programs(LabSplit.PHASE1).limit(programs).iterator();
      }

      @Override
      public boolean hasNext() {
        return true;
      }

      @Override
      public ReconstructionPair next() {
        while (ready.isEmpty()) {
          if (!left.hasNext()) {
            epoch++;
            left = epoch();
          }
          ready.addAll(of(left.next(), epoch));
        }
        return ready.remove();
      }
    };
  }

  /** A program's, one for each function. */
  List<ReconstructionPair> of(LabProgram program, int epoch) {
    String digest =
        Digests.of("reconstruct", program.digest(), program.module(), seed + " " + epoch);
    var random = new SplittableRandom(Long.parseUnsignedLong(digest.substring(0, 16), 16));
    Wording wording = preference.draw(random);
    Set<Integer> told = new LinkedHashSet<>();
    for (Fact fact : program.facts()) {
      if (random.nextDouble() >= drop) {
        told.add(fact.index());
      }
    }
    return of(program, told, wording);
  }

  /** A program's functions, told some facts in a wording. */
  static List<ReconstructionPair> of(LabProgram program, Set<Integer> told, Wording wording) {
    List<Requirement> all = Requirements.of(program, told, wording);
    List<Chunk> chunks = program.chunks(Build.STATEMENTS);
    List<ReconstructionPair> pairs = new ArrayList<>();
    for (int i = 0; i < chunks.size(); i++) {
      UnitId unit = program.units().get(i);
      List<Requirement> own = all.stream().filter(r -> r.units().contains(unit)).toList();
      String signature = chunks.get(i).signature();
      List<String> others =
          chunks.stream().map(Chunk::signature).filter(h -> !h.equals(signature)).toList();
      List<String> lines =
          PromptReader.requirements(RequirementRenderer.render(own)).values().stream()
              .flatMap(List::stream)
              .toList();
      boolean complete =
          program.facts().stream()
              .filter(f -> f.unit().equals(unit))
              .allMatch(f -> told.contains(f.index()));
      pairs.add(
          new ReconstructionPair(
              new Task(signature, others, lines), program.rebuilt(unit, told), wording, complete));
    }
    return pairs;
  }
}
