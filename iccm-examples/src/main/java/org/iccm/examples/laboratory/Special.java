package org.iccm.examples.laboratory;

import java.util.List;

/** What comes out for no entry or a single one. */
record Special(long size, Object result) implements Rule {
  @Override
  public FactKind kind() {
    return FactKind.SPECIAL;
  }

  @Override
  public void apply(Run run) {
    if (run.size == size) {
      run.result = result;
    }
  }

  @Override
  public List<List<Rule>> changes() {
    Object other = result instanceof Long n ? n + 1 : result + "s";
    return List.of(List.of(new Special(size, other)), List.of(new Special(1 - size, result)));
  }

  @Override
  public void write(Code code) {
    String collection = code.function().family().counted() ? code.collection() : "";
    String condition =
        code.statements() && size == 0 && !collection.isEmpty()
            ? "not " + collection
            : code.size() + " == " + size;
    code.line(0, "if " + condition + ":");
    code.line(1, "return " + Literals.python(result));
  }

  @Override
  public String sentence(Saying s) {
    String what = result instanceof String ? "`" + result + "`" : result.toString();
    String exact = s.symbol() ? s.size() + " == " + size : s.size() + " is " + size;
    if (!s.function().family().counted()) {
      return s.choose(
          "where " + exact + ", the result is " + what,
          "the result is " + what + " where " + exact,
          "if " + exact + ", return " + what,
          "return " + what + " if " + exact);
    }
    String few = size == 0 ? "no " : "just one of the ";
    return s.choose(
        "with " + few + s.entries() + ", the result is " + what,
        "where " + exact + ", the result is " + what,
        (size == 0 ? "if there are " : "if there is ") + few + s.entries() + ", return " + what,
        "if " + exact + ", return " + what);
  }

  @Override
  public List<String> constants() {
    return List.of(result.toString());
  }
}
