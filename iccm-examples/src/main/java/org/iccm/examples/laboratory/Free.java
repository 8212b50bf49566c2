package org.iccm.examples.laboratory;

import java.util.List;

/** How many of the units of an amount are free. */
record Free(long value) implements Rule {
  @Override
  public FactKind kind() {
    return FactKind.FILTER;
  }

  @Override
  public void apply(Run run) {
    Entry e = run.entries.get(0);
    run.entries = List.of(new Entry(Math.max(0, e.a() - value), e.b()));
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(List.of(new Free(value + 1), new Free(value + 2)));
  }

  @Override
  public void write(Code code) {
    String units = code.attribute(true);
    String free = code.constant("FREE", value);
    code.line(
        0,
        code.statements()
            ? units + " = " + units + " - " + free + " if " + units + " > " + free + " else 0"
            : units + " = max(" + units + " - " + free + ", 0)");
  }

  @Override
  public String sentence(Saying s) {
    String units = s.parameter(0);
    return s.choose(
        "the first " + value + " of " + units + " are free",
        units + " counts less " + value + ", never below 0",
        "take " + value + " off " + units + ", but not below 0",
        s.symbol()
            ? "replace " + units + " by the larger of 0 and it - " + value
            : "replace " + units + " by the larger of 0 and itself minus " + value);
  }

  @Override
  public String example(Saying s) {
    return (value + 1) + " count as 1";
  }

  @Override
  public List<String> constants() {
    return List.of(Long.toString(value));
  }
}
