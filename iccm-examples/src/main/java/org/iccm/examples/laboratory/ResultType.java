package org.iccm.examples.laboratory;

import java.util.List;

/** The result's type, which the signature shows. */
record ResultType(boolean text, boolean holds) implements Rule {
  @Override
  public FactKind kind() {
    return FactKind.PLAIN;
  }

  @Override
  public void apply(Run run) {
    if (!holds && run.result != null) {
      run.result = new Tuple(List.of(run.result));
    }
  }

  @Override
  public boolean removable() {
    return false;
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(List.of(new ResultType(text, false)));
  }

  @Override
  public void write(Code code) {
    if (!holds) {
      code.result("(" + code.result() + ",)");
    }
  }

  @Override
  public String sentence(Saying s) {
    if (!holds) {
      return "the result is a tuple that holds " + (text ? "a text" : "an int");
    }
    String type = text ? "a text" : "an int";
    return s.choose(
        "the type of the result is " + (text ? "text" : "int"),
        "what comes out is " + type,
        "return " + type,
        "make sure that " + type + " is returned");
  }

  @Override
  public List<String> constants() {
    return List.of();
  }
}
