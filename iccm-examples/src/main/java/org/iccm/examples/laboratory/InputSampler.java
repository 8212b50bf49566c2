package org.iccm.examples.laboratory;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Draws inputs of one function, many of them at its borders. Not thread-safe. */
final class InputSampler {
  private static final long LOWEST = -300;
  private static final long HIGHEST = 1_500;
  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz";

  private final SplittableRandom random;
  private final LabFunction function;
  private final List<LabFunction> functions;
  private final List<Long> sizes = new ArrayList<>();
  private final List<Long> firsts = new ArrayList<>();
  private final List<Long> seconds = new ArrayList<>();
  private @Nullable List<List<Long>> totals;
  private final Map<Long, List<Object>> innerByValue = new HashMap<>();
  private final List<Object> inner = new ArrayList<>();
  private boolean small;

  InputSampler(SplittableRandom random, LabFunction function, List<LabFunction> functions) {
    this.random = random;
    this.function = function;
    this.functions = functions;
    hints();
    if (function.family() == Family.RESULTS) {
      InputSampler sampler = new InputSampler(random, functions.get(0), functions);
      for (int i = 0; i < (firsts.isEmpty() ? 60 : 400); i++) {
        inner(sampler);
      }
    }
  }

  private void inner(InputSampler sampler) {
    LabFunction first = functions.get(0);
    List<Object> arguments = sampler.arguments();
    Object one = arguments.size() == 1 ? arguments.get(0) : new Tuple(arguments);
    Outcome outcome = first.run(new LabInput(arguments, OptionalLong.empty()), functions);
    if (outcome.value() instanceof Long n) {
      inner.add(one);
      innerByValue.computeIfAbsent(n, v -> new ArrayList<>()).add(one);
    } else if (inner.isEmpty() || random.nextInt(8) == 0) {
      inner.add(one);
    }
  }

  /** Where something changes: what the rules compare with. */
  private void hints() {
    for (Rule rule : function.rules()) {
      if (rule instanceof Guard g) {
        boolean price = function.family() == Family.AMOUNTS;
        around(g.ofSize() ? sizes : price ? seconds : firsts, g.most());
      } else if (rule instanceof Special s) {
        sizes.add(s.size());
      } else if (rule instanceof Filter f) {
        around(f.first() ? firsts : seconds, f.value());
      } else if (rule instanceof Free f) {
        around(firsts, f.value());
      }
    }
  }

  /** For each thing that may be done to a stage, the totals that tell. */
  private List<List<Long>> totals() {
    if (totals == null) {
      List<Stage> stages = new ArrayList<>();
      for (Rule rule : function.rules()) {
        if (rule instanceof Stage stage) {
          stages.add(stage);
        }
      }
      totals = new Stages(stages, LOWEST, HIGHEST).tellingNumbers();
    }
    return totals;
  }

  private static void around(List<Long> hints, long value) {
    hints.addAll(List.of(value, value, value + 1, value - 1));
  }

  /** A whole input. */
  LabInput input() {
    List<Object> arguments = arguments();
    int way = random.nextInt(10);
    if (way < 3) {
      return new LabInput(arguments, OptionalLong.empty());
    }
    if (way < 5 || totals().isEmpty()) {
      return new LabInput(arguments, OptionalLong.of(random.nextLong(-15, 80)));
    }
    List<Long> wanted = totals().get(random.nextInt(totals().size()));
    long total = wanted.get(random.nextInt(wanted.size()));
    Outcome measured = measured(arguments);
    long extra = total - (measured.value() instanceof Long n ? n : 0);
    return new LabInput(arguments, OptionalLong.of(extra));
  }

  /** What filter and measure alone come to, with nothing added. */
  private Outcome measured(List<Object> arguments) {
    List<Rule> rules =
        function.rules().stream()
            .filter(r -> r.kind() == FactKind.FILTER || r.kind() == FactKind.MEASURE)
            .toList();
    return function.with(rules).run(new LabInput(arguments, OptionalLong.of(0)), functions);
  }

  /** Arguments but for the number that is added. */
  List<Object> arguments() {
    // few and small ones: large totals all meet the same ceiling
    small = random.nextInt(10) < 3;
    return switch (function.family()) {
      case AMOUNTS -> List.of(amount(firsts, sizes, 90), amount(seconds, List.of(), 60));
      case DATES -> {
        LocalDate first = LocalDate.of(2019, 1, 1).plusDays(random.nextInt(2_500));
        long days = size(20);
        yield List.of(
            first.toString(),
            first.plusDays(days == 0 ? -1 - random.nextInt(3) : days - 1).toString());
      }
      default -> List.of(collection((int) size(5)));
    };
  }

  private Object amount(List<Long> hints, List<Long> more, int most) {
    List<Long> all = new ArrayList<>(hints);
    all.addAll(more);
    return Math.max(0, hinted(all, 0, most));
  }

  private long size(int most) {
    int way = random.nextInt(10);
    if (small && way < 7) {
      return 1L + random.nextInt(2);
    }
    if (way < 3 && !sizes.isEmpty()) {
      return Math.max(0, sizes.get(random.nextInt(sizes.size())));
    }
    return way == 3 ? random.nextInt(2) : 2L + random.nextInt(most - 1);
  }

  private long hinted(List<Long> hints, long from, long to) {
    return !hints.isEmpty() && random.nextInt(10) < 4
        ? hints.get(random.nextInt(hints.size()))
        : random.nextLong(from, (small ? from + (to - from) / 8 : to) + 1);
  }

  private Object collection(int size) {
    List<Object> found = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      switch (function.family()) {
        case LISTS -> found.add(hinted(firsts, -10, 120));
        case TEXTS -> parts.add(letters((int) Math.max(1, hinted(firsts, 1, 9))));
        case CODES -> parts.add(letters(1) + Math.max(0, hinted(firsts, 0, 120)));
        case RECORDS -> {
          Map<String, Object> record = new LinkedHashMap<>();
          record.put(function.keys().get(0), hinted(firsts, 1, 120));
          record.put(function.keys().get(1), hinted(seconds, 1, 40));
          found.add(record);
        }
        case TABLES -> found.add(row());
        case SPANS -> {
          long start = hinted(seconds, 0, 90);
          found.add(new Tuple(List.of(start, start + hinted(firsts, 0, 90))));
        }
        case RESULTS -> found.add(one());
        default -> throw new IllegalStateException(function.family() + " has no collection");
      }
    }
    return switch (function.family()) {
      case TEXTS -> String.join(" ", parts);
      case CODES -> String.join("-", parts);
      default -> found;
    };
  }

  private Object one() {
    if (!firsts.isEmpty() && random.nextInt(10) < 4) {
      List<Object> some = innerByValue.get(firsts.get(random.nextInt(firsts.size())));
      if (some != null) {
        return some.get(random.nextInt(some.size()));
      }
    }
    return inner.get(random.nextInt(inner.size()));
  }

  /** Cells that add up to a wanted sum. */
  private List<Object> row() {
    long rest = hinted(firsts, 0, 120);
    int cells = (int) Math.max(1, hinted(seconds, 1, 4));
    List<Object> row = new ArrayList<>();
    for (int i = 1; i < cells; i++) {
      long cell = random.nextLong(0, Math.max(1, rest / 2 + 1));
      row.add(cell);
      rest -= cell;
    }
    row.add(rest);
    return row;
  }

  private String letters(int n) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < n; i++) {
      text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return text.toString();
  }
}
