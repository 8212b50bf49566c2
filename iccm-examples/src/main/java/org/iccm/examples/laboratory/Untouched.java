package org.iccm.examples.laboratory;

import java.util.List;

/** The argument is left as it was, which nobody would do otherwise. */
record Untouched(boolean holds) implements Rule {
  @Override
  public FactKind kind() {
    return FactKind.PLAIN;
  }

  @Override
  public void apply(Run run) {
    run.touched = !holds && run.size > 0;
  }

  @Override
  public boolean removable() {
    return false;
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(List.of(new Untouched(false)));
  }

  @Override
  public void write(Code code) {
    if (!holds) {
      code.line(0, code.function().parameters().get(0) + ".clear()");
    }
  }

  @Override
  public String sentence(Saying s) {
    String argument = s.parameter(0);
    if (!holds) {
      return argument + " is emptied before the result is returned";
    }
    return s.choose(
        argument + " is left unchanged",
        "nothing is written to " + argument,
        "leave " + argument + " unchanged",
        "do not write to " + argument);
  }

  @Override
  public List<String> constants() {
    return List.of();
  }
}
