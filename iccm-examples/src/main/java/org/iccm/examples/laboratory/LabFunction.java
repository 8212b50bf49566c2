package org.iccm.examples.laboratory;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One generated function: names, and rules in the order in which they act.
 *
 * @param name its name
 * @param family what it is about
 * @param parameters their names, but for the last one
 * @param keys of records, the names of their two numbers; else empty
 * @param extra the last parameter's name: it is added
 * @param total the running number's name in the source
 * @param rules what it does
 */
record LabFunction(
    String name,
    Family family,
    List<String> parameters,
    List<String> keys,
    String extra,
    String total,
    List<Rule> rules) {
  LabFunction {
    parameters = List.copyOf(parameters);
    keys = List.copyOf(keys);
    rules = List.copyOf(rules);
  }

  /** The same function with other rules. */
  LabFunction with(List<Rule> other) {
    return new LabFunction(name, family, parameters, keys, extra, total, other);
  }

  /** Whether it returns a text. */
  boolean returnsText() {
    return rules.stream().anyMatch(r -> r instanceof Form);
  }

  private long defaultExtra() {
    for (Rule rule : rules) {
      if (rule instanceof GivenDefault given) {
        return given.value();
      }
    }
    return 0;
  }

  /** What a call comes to. */
  Outcome run(LabInput input, List<LabFunction> functions) {
    return run(parse(input, functions), functions);
  }

  /** A call's arguments as this family counts them. */
  Parsed parse(LabInput input, List<LabFunction> functions) {
    if (family != Family.RESULTS) {
      List<Entry> entries = entries(input.arguments());
      long size = family.counted() ? entries.size() : number(input.arguments().get(0));
      return new Parsed(entries, List.of(), size, input.extra());
    }
    LabFunction first = functions.get(0);
    List<Parsed> inner = new ArrayList<>();
    for (Object one : list(input.arguments().get(0))) {
      inner.add(first.parse(new LabInput(first.spread(one), OptionalLong.empty()), functions));
    }
    return new Parsed(List.of(), inner, inner.size(), input.extra());
  }

  /** What a call comes to that has been parsed by a function of the same family. */
  Outcome run(Parsed call, List<LabFunction> functions) {
    List<Entry> entries = call.entries();
    if (family == Family.RESULTS) {
      entries = new ArrayList<>();
      for (Parsed one : call.inner()) {
        Outcome outcome = functions.get(0).run(one, functions);
        if (outcome.error() != null) {
          return outcome;
        }
        long value = outcome.value() instanceof Long n ? n : 0;
        entries.add(new Entry(value, entries.size() + 1));
      }
    }
    Run run = new Run(entries, call.size(), !family.counted());
    run.extra = call.extra().orElse(defaultExtra());
    for (Rule rule : rules) {
      if (rule.kind() == FactKind.PLAIN && run.result == null) {
        run.result = run.total;
      }
      rule.apply(run);
      if (run.ended() && (rule.kind() == FactKind.GUARD || rule.kind() == FactKind.SPECIAL)) {
        break;
      }
    }
    if (run.error == null && run.result == null) {
      run.result = run.total;
    }
    return new Outcome(run.error == null ? run.result : null, run.error, run.touched);
  }

  /** An element of a list of what this function takes, as its arguments. */
  List<Object> spread(Object one) {
    return one instanceof Tuple t && family.parameters() == 2 ? t.values() : List.of(one);
  }

  private List<Entry> entries(List<Object> arguments) {
    Object first = arguments.get(0);
    List<Entry> found = new ArrayList<>();
    switch (family) {
      case AMOUNTS -> found.add(new Entry(number(first), number(arguments.get(1))));
      case TEXTS ->
          Arrays.stream(first.toString().split(" "))
              .filter(w -> !w.isEmpty())
              .forEach(w -> found.add(new Entry(w.length(), found.size() + 1)));
      case CODES ->
          Arrays.stream(first.toString().split("-"))
              .filter(p -> !p.isEmpty())
              .forEach(p -> found.add(new Entry(Long.parseLong(p.substring(1)), found.size() + 1)));
      case LISTS -> list(first).forEach(v -> found.add(new Entry(number(v), found.size() + 1)));
      case RECORDS -> {
        for (Object record : list(first)) {
          Map<?, ?> map = (Map<?, ?>) record;
          found.add(new Entry(number(map.get(keys.get(0))), number(map.get(keys.get(1)))));
        }
      }
      case TABLES -> {
        for (Object row : list(first)) {
          found.add(
              new Entry(list(row).stream().mapToLong(LabFunction::number).sum(), list(row).size()));
        }
      }
      case SPANS -> {
        for (Object span : list(first)) {
          List<Object> ends = ((Tuple) span).values();
          long start = number(ends.get(0));
          found.add(new Entry(number(ends.get(1)) - start, start));
        }
      }
      case DATES -> {
        LocalDate last = LocalDate.parse(arguments.get(1).toString());
        for (LocalDate day = LocalDate.parse(first.toString());
            !day.isAfter(last);
            day = day.plusDays(1)) {
          found.add(new Entry(day.getDayOfMonth(), day.getDayOfWeek().getValue()));
        }
      }
      case RESULTS -> throw new IllegalStateException("results come from the other function");
    }
    return found;
  }

  private static long number(@Nullable Object value) {
    if (value instanceof Long n) {
      return n;
    }
    throw new IllegalArgumentException("no number: " + value);
  }

  private static List<?> list(Object value) {
    return (List<?>) value;
  }

  /** Its head in Python. */
  String head(LabProgram program) {
    String shown =
        parameters.stream()
            .map(p -> p + ": " + family.annotation(parameters.indexOf(p), program))
            .collect(Collectors.joining(", "));
    return "def "
        + name
        + "("
        + shown
        + ", "
        + extra
        + ": int = "
        + defaultExtra()
        + ") -> "
        + (returnsText() ? "str" : "int")
        + ":";
  }
}
