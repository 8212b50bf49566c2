package org.iccm.examples.laboratory;

import java.util.Arrays;
import java.util.List;

/** Rounds the running number to multiples. */
record Multiples(Mode mode, long of) implements Stage {
  /** Which multiple is taken. */
  enum Mode {
    DOWN,
    UP,
    NEAREST
  }

  @Override
  public FactKind kind() {
    return FactKind.ROUND;
  }

  @Override
  public long end(long number) {
    return switch (mode) {
      case DOWN -> Math.floorDiv(number, of) * of;
      case UP -> -Math.floorDiv(-number, of) * of;
      case NEAREST -> Math.floorDiv(number + of / 2, of) * of;
    };
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(
        List.of(new Multiples(mode, of + 1), new Multiples(mode, of + 3)),
        Arrays.stream(Mode.values())
            .filter(m -> m != mode)
            .<Rule>map(m -> new Multiples(m, of))
            .toList());
  }

  @Override
  public void write(Code code) {
    String n = code.total();
    if (code.statements()) {
      code.line(
          0,
          switch (mode) {
            case DOWN -> n + " = " + n + " // " + of + " * " + of;
            case UP -> n + " = (" + n + " + " + (of - 1) + ") // " + of + " * " + of;
            case NEAREST -> n + " = (" + n + " + " + of / 2 + ") // " + of + " * " + of;
          });
      return;
    }
    switch (mode) {
      case DOWN -> code.line(0, n + " -= " + n + " % " + of);
      case UP -> code.line(0, n + " += -" + n + " % " + of);
      case NEAREST -> {
        code.line(0, n + " += " + of + " // 2");
        code.line(0, n + " -= " + n + " % " + of);
      }
    }
  }

  @Override
  public String sentence(Saying s) {
    String n = s.total();
    String to =
        switch (mode) {
          case DOWN -> "down to a multiple of " + of;
          case UP -> "up to a multiple of " + of;
          case NEAREST -> "to the nearest multiple of " + of + ", halves up";
        };
    long before = mode == Mode.DOWN ? 0 : mode == Mode.UP ? of - 1 : of / 2;
    String first = before == 0 ? n : n + s.plus() + before;
    return s.choose(
        n + " is rounded " + to,
        first + " is floor-divided by " + of + " and multiplied by " + of,
        "round " + n + " " + to,
        (before == 0 ? "" : "add " + before + " to " + n + ", then ")
            + "floor-divide "
            + (before == 0 ? n : "it")
            + " by "
            + of
            + " and multiply by "
            + of);
  }

  @Override
  public String example(Saying s) {
    return switch (mode) {
      case DOWN -> (2 * of - 1) + " becomes " + of;
      case UP -> (of + 1) + " becomes " + 2 * of;
      case NEAREST -> (of + 1) + " becomes " + of;
    };
  }

  @Override
  public List<String> constants() {
    return List.of(Long.toString(of));
  }
}
