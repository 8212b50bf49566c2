package org.iccm.examples.laboratory;

import java.util.List;

/** The running number is held on one side of a number. */
record Clamp(boolean most, long value) implements Stage {
  @Override
  public FactKind kind() {
    return FactKind.CLAMP;
  }

  @Override
  public long end(long number) {
    return most ? Math.min(number, value) : Math.max(number, value);
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(
        List.of(
            new Clamp(most, value + 1),
            new Clamp(most, value + 5),
            new Clamp(most, value + 25),
            new Clamp(most, value + 100)));
  }

  @Override
  public void write(Code code) {
    String n = code.total();
    String limit = code.constant(most ? "CEILING" : "FLOOR", value);
    if (code.statements()) {
      code.line(0, "if " + n + (most ? " > " : " < ") + limit + ":");
      code.line(1, n + " = " + limit);
    } else {
      code.line(0, n + " = " + (most ? "min(" : "max(") + n + ", " + limit + ")");
    }
  }

  @Override
  public String sentence(Saying s) {
    String n = s.total();
    String which = most ? "smaller" : "larger";
    return s.choose(
        n + " is never " + (most ? "above " : "below ") + value,
        n + " becomes the " + which + " of itself and " + value,
        "if " + s.is(n, most ? Border.ABOVE : Border.BELOW, value) + ", set it to " + value,
        "take the " + which + " of " + n + " and " + value);
  }

  @Override
  public String example(Saying s) {
    return (most ? value + 1 : value - 1) + " becomes " + value;
  }

  @Override
  public List<String> constants() {
    return List.of(Long.toString(value));
  }
}
