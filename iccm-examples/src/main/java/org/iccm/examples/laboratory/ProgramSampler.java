package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Draws programs. Whether one is new, and of which split, others decide. Immutable. */
final class ProgramSampler {
  /** Share of programs that are modules of two functions. */
  private static final double MODULES = 0.25;

  private static final List<FactKind> SINGLE =
      List.of(
          FactKind.GUARD,
          FactKind.SPECIAL,
          FactKind.FILTER,
          FactKind.SCALE,
          FactKind.BAND,
          FactKind.ROUND,
          FactKind.CLAMP,
          FactKind.FORM);
  private static final List<FactKind> FIRST =
      List.of(
          FactKind.GUARD,
          FactKind.FILTER,
          FactKind.SCALE,
          FactKind.BAND,
          FactKind.ROUND,
          FactKind.CLAMP);
  private static final List<FactKind> SECOND =
      List.of(
          FactKind.SPECIAL,
          FactKind.FILTER,
          FactKind.SCALE,
          FactKind.BAND,
          FactKind.ROUND,
          FactKind.CLAMP,
          FactKind.FORM);

  private final Vocabulary words;
  private final List<Family> families;

  ProgramSampler(Vocabulary words, List<Family> families) {
    this.words = words;
    this.families = families;
  }

  LabProgram sample(SplittableRandom random) {
    List<String> taken = new ArrayList<>();
    String module = words.twoWords(random, taken);
    Family family = families.get(random.nextInt(families.size()));
    int facts = 5 + random.nextInt(4);
    if (random.nextDouble() >= MODULES) {
      int plain = 1 + random.nextInt(2);
      Set<FactKind> kinds = some(random, SINGLE, facts - 1 - plain);
      return new LabProgram(
          module, List.of(function(random, taken, family, kinds, plain == 2, List.of())));
    }
    int rest = facts - 4;
    int inner = rest == 1 ? random.nextInt(2) : 1 + random.nextInt(rest - 1);
    LabFunction first =
        function(random, taken, family, some(random, FIRST, inner), false, List.of());
    LabFunction second =
        function(
            random,
            taken,
            Family.RESULTS,
            some(random, SECOND, rest - inner),
            false,
            List.of(first));
    return new LabProgram(module, List.of(first, second));
  }

  private static Set<FactKind> some(SplittableRandom random, List<FactKind> of, int n) {
    List<FactKind> left = new ArrayList<>(of);
    Set<FactKind> chosen = EnumSet.noneOf(FactKind.class);
    while (chosen.size() < n) {
      chosen.add(left.remove(random.nextInt(left.size())));
    }
    return chosen;
  }

  private LabFunction function(
      SplittableRandom random,
      List<String> taken,
      Family family,
      Set<FactKind> kinds,
      boolean morePlain,
      List<LabFunction> before) {
    String name = words.twoWords(random, taken);
    List<String> parameters = new ArrayList<>();
    for (int i = 0; i < family.parameters(); i++) {
      parameters.add(words.name(random, taken));
    }
    List<String> keys =
        family == Family.RECORDS
            ? List.of(words.name(random, taken), words.name(random, taken))
            : List.of();
    LabFunction bare =
        new LabFunction(
            name,
            family,
            parameters,
            keys,
            words.name(random, taken),
            words.name(random, taken),
            List.of());
    RuleSampler rules = new RuleSampler(random, words, bare, before);
    return bare.with(rules.sample(kinds, morePlain));
  }
}
