package org.iccm.examples.laboratory;

import java.util.List;

/** What is added where the caller does not say; the signature shows it. */
record GivenDefault(long value) implements Rule {
  @Override
  public FactKind kind() {
    return FactKind.PLAIN;
  }

  @Override
  public void apply(Run run) {
    // the call has it already: it comes before all rules
  }

  @Override
  public boolean removable() {
    return false;
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(
        List.of(
            new GivenDefault(value + 1),
            new GivenDefault(value + 10),
            new GivenDefault(value + 100),
            new GivenDefault(value - 200)));
  }

  @Override
  public void write(Code code) {
    // in the head
  }

  @Override
  public String sentence(Saying s) {
    return s.choose(
        s.extra() + " is " + value + " unless it is given",
        "where " + s.extra() + " is not given it is " + value,
        "use " + value + " if " + s.extra() + " is not given",
        "if there is no " + s.extra() + ", set it to " + value);
  }

  @Override
  public List<String> constants() {
    return List.of(Long.toString(value));
  }
}
