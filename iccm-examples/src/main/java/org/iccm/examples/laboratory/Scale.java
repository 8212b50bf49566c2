package org.iccm.examples.laboratory;

import java.util.List;

/** So many hundredths of the running number, rounded down. */
record Scale(long hundredths) implements Stage {
  @Override
  public FactKind kind() {
    return FactKind.SCALE;
  }

  @Override
  public long end(long number) {
    return Math.floorDiv(number * hundredths, 100);
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(
        List.of(
            new Scale(hundredths + 1),
            new Scale(hundredths + 5),
            new Scale(hundredths + 20),
            new Scale(hundredths + 90)));
  }

  @Override
  public void write(Code code) {
    String total = code.total();
    code.line(
        0,
        code.statements()
            ? total + " = " + total + " * " + hundredths + " // 100"
            : total + " += " + total + " * " + (hundredths - 100) + " // 100");
  }

  @Override
  public String sentence(Saying s) {
    long percent = Math.abs(hundredths - 100);
    boolean up = hundredths > 100;
    return s.choose(
        s.total() + (up ? " rises by " : " falls by ") + percent + " percent, rounded down",
        s.symbol()
            ? "n becomes n * " + hundredths + " // 100"
            : "the total is multiplied by " + hundredths + " and floor-divided by 100",
        (up ? "raise " : "lower ") + s.total() + " by " + percent + " percent and round down",
        s.symbol()
            ? "set n to n * " + hundredths + " // 100"
            : "multiply the total by " + hundredths + ", then floor-divide it by 100");
  }

  @Override
  public String example(Saying s) {
    return "200 becomes " + 2 * hundredths;
  }

  @Override
  public List<String> constants() {
    return List.of(Long.toString(hundredths));
  }
}
