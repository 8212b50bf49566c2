package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.LongStream;

/** Draws one function's rules, so that each of them can matter. Not thread-safe. */
final class RuleSampler {
  private static final List<FactKind> STAGES =
      List.of(FactKind.SCALE, FactKind.BAND, FactKind.ROUND, FactKind.CLAMP);

  private static final int TRIES = 30;
  private static final long HIGHEST = 900;
  private static final int ENOUGH = 40;

  private final SplittableRandom random;
  private final Vocabulary words;
  private final Family family;
  private final long[] innerValues;

  RuleSampler(
      SplittableRandom random, Vocabulary words, LabFunction bare, List<LabFunction> before) {
    this.random = random;
    this.words = words;
    this.family = bare.family();
    this.innerValues = before.isEmpty() ? new long[0] : values(before.get(0));
  }

  /** What the module's first function makes of some inputs. */
  private long[] values(LabFunction inner) {
    InputSampler inputs = new InputSampler(random, inner, List.of(inner));
    LongStream.Builder found = LongStream.builder();
    for (int i = 0; i < 40; i++) {
      LabInput input = new LabInput(inputs.arguments(), OptionalLong.empty());
      if (inner.run(input, List.of(inner)).value() instanceof Long n) {
        found.add(n);
      }
    }
    return found.build().sorted().toArray();
  }

  List<Rule> sample(Set<FactKind> kinds, boolean morePlain) {
    boolean text = kinds.contains(FactKind.FORM);
    List<Rule> rules = new ArrayList<>();
    if (kinds.contains(FactKind.GUARD)) {
      rules.add(guard());
    }
    if (kinds.contains(FactKind.SPECIAL)) {
      Object result = text ? words.constant(random) : (Object) words.number(random, 10, 999);
      rules.add(new Special(random.nextInt(2), result));
    }
    if (kinds.contains(FactKind.FILTER)) {
      rules.add(filter());
    }
    rules.add(measure());
    rules.addAll(stages(kinds));
    if (text) {
      boolean before = random.nextBoolean();
      String sign = List.of("-", ":", "/", " ").get(random.nextInt(4));
      String word = words.constant(random);
      rules.add(new Form(before, before ? word + sign : sign + word, 3 + random.nextInt(4)));
    }
    rules.add(new GivenDefault(words.number(random, 2, 99)));
    if (morePlain) {
      rules.add(
          family.mutable() && random.nextBoolean()
              ? new Untouched(true)
              : new ResultType(text, true));
    }
    return rules;
  }

  /** Stages in a drawn order; drawn again while one of them changes too little. */
  private List<Stage> stages(Set<FactKind> kinds) {
    List<Stage> drawn = new ArrayList<>();
    for (int tries = 0; tries < TRIES; tries++) {
      List<FactKind> left = new ArrayList<>(STAGES);
      left.retainAll(kinds);
      drawn.clear();
      Stages sofar = new Stages(drawn, 0, HIGHEST);
      while (!left.isEmpty()) {
        drawn.add(stage(left.remove(random.nextInt(left.size())), sofar.ends()));
        sofar = new Stages(drawn, 0, HIGHEST);
      }
      if (sofar.eachMatters(ENOUGH)) {
        break;
      }
    }
    return drawn;
  }

  private Guard guard() {
    String message = words.constant(random) + " " + words.constant(random);
    boolean ofSize = family == Family.DATES || random.nextBoolean();
    long most =
        switch (family) {
          case AMOUNTS -> ofSize ? words.number(random, 50, 400) : words.number(random, 30, 200);
          case DATES -> words.number(random, 12, 45);
          case TEXTS -> ofSize ? words.number(random, 3, 8) : words.number(random, 8, 12);
          default -> ofSize ? words.number(random, 3, 7) : words.number(random, 40, 300);
        };
    return new Guard(ofSize, most, message);
  }

  private Rule filter() {
    Border border = Border.values()[random.nextInt(4)];
    boolean first = random.nextInt(10) < 7;
    if (family == Family.AMOUNTS) {
      return new Free(words.number(random, 3, 60));
    }
    long value =
        switch (family) {
          case TEXTS -> first ? words.number(random, 3, 8) : 2 + random.nextInt(3);
          case DATES -> first ? words.number(random, 6, 25) : 2 + random.nextInt(5);
          case TABLES -> first ? words.number(random, 20, 120) : 2 + random.nextInt(2);
          case SPANS -> words.number(random, 10, 99);
          case RECORDS -> words.number(random, 10, 150);
          case RESULTS -> first ? innerValue(-60, 2_000) : 2 + random.nextInt(3);
          default -> first ? words.number(random, 10, 150) : 2 + random.nextInt(3);
        };
    return new Filter(first, border, value);
  }

  /** A permitted value that the first function returns, from the middle half if possible. */
  private long innerValue(long from, long to) {
    long[] middle =
        Arrays.stream(innerValues, innerValues.length / 4, innerValues.length * 3 / 4)
            .filter(v -> v >= from && v <= to && words.permits(v))
            .toArray();
    return middle.length == 0
        ? words.number(random, 10, 150)
        : middle[random.nextInt(middle.length)];
  }

  private Measure measure() {
    long weight = words.number(random, 2, 40);
    if (family == Family.AMOUNTS) {
      Measure.Term term =
          List.of(
                  Measure.Term.A_TIMES_B,
                  Measure.Term.A_PLUS_WEIGHT_TIMES_B,
                  Measure.Term.A_PLUS_WEIGHT_TIMES_B_ALL)
              .get(random.nextInt(3));
      return new Measure(true, term, term.weighs() ? weight : 0);
    }
    boolean sum = random.nextInt(4) < 3;
    List<Measure.Term> terms =
        new ArrayList<>(
            List.of(
                Measure.Term.A,
                Measure.Term.A_TIMES_WEIGHT,
                Measure.Term.A_PLUS_WEIGHT,
                Measure.Term.A_TIMES_B,
                Measure.Term.A_PLUS_WEIGHT_TIMES_B));
    if (sum) {
      terms.add(Measure.Term.EACH);
    }
    Measure.Term term = terms.get(random.nextInt(terms.size()));
    return new Measure(sum, term, term.weighs() ? weight : 0);
  }

  private Stage stage(FactKind kind, long[] reached) {
    return switch (kind) {
      case SCALE -> new Scale(hundredths());
      case ROUND -> multiples();
      case BAND -> {
        long change = words.number(random, 3, 99);
        yield new Band(
            Border.values()[random.nextInt(4)],
            among(reached, 20, 700),
            random.nextBoolean() ? change : -change);
      }
      case CLAMP ->
          random.nextInt(10) < 7
              ? new Clamp(true, among(reached, 40, 700))
              : new Clamp(false, among(reached, 12, 200));
      default -> throw new IllegalArgumentException("no stage: " + kind);
    };
  }

  private long among(long[] reached, long from, long to) {
    long[] some =
        Arrays.stream(reached).filter(n -> n >= from && n <= to && words.permits(n)).toArray();
    return some.length == 0 ? words.number(random, from, to) : some[random.nextInt(some.length)];
  }

  /** Also what sentences show instead of it is permitted. */
  private long hundredths() {
    while (true) {
      long h = words.number(random, 12, 390);
      if (Math.abs(h - 100) > 2 && (words.unseen() || words.permits(h - 100))) {
        return h;
      }
    }
  }

  private Multiples multiples() {
    Multiples.Mode mode = Multiples.Mode.values()[random.nextInt(3)];
    while (true) {
      long of = words.number(random, 3, 90);
      long shown =
          switch (mode) {
            case DOWN -> of;
            case UP -> of - 1;
            case NEAREST -> of / 2;
          };
      if (words.permits(shown) || words.unseen()) {
        return new Multiples(mode, of);
      }
    }
  }
}
