package org.iccm.examples.laboratory;

import java.util.List;

/** Too many entries, or one that is too large, are an error. */
record Guard(boolean ofSize, long most, String message) implements Rule {
  @Override
  public FactKind kind() {
    return FactKind.GUARD;
  }

  @Override
  public void apply(Run run) {
    boolean broken =
        ofSize ? run.size > most : run.entries.stream().anyMatch(e -> subject(run, e) > most);
    if (broken) {
      run.error = message;
    }
  }

  /** Of amounts, the second number: the first is their size. */
  private static long subject(Run run, Entry e) {
    return run.amounts ? e.b() : e.a();
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(
        List.of(new Guard(ofSize, most + 1, message)),
        List.of(new Guard(ofSize, most, message + "s")));
  }

  @Override
  public void write(Code code) {
    Family family = code.function().family();
    String raise = "raise ValueError(" + Literals.python(message) + ")";
    String limit = code.constant("MOST", most);
    if (ofSize || family == Family.AMOUNTS) {
      String subject = ofSize ? code.size() : code.attribute(false);
      code.line(
          0,
          code.statements()
              ? "if " + subject + " > " + limit + ":"
              : "if not " + subject + " <= " + limit + ":");
      code.line(1, raise);
    } else if (code.statements()) {
      code.line(0, code.loop(false) + ":");
      code.line(1, "if " + code.attribute(true) + " > " + limit + ":");
      code.line(2, raise);
    } else {
      code.line(
          0, "if any(" + code.attribute(true) + " > " + limit + " " + code.loop(false) + "):");
      code.line(1, raise);
    }
  }

  @Override
  public String sentence(Saying s) {
    Family family = s.function().family();
    String subject =
        ofSize
            ? s.size()
            : family == Family.AMOUNTS
                ? s.attribute(false)
                : "the largest " + s.attribute(true) + " of the " + s.entries();
    String error = "ValueError with message `" + message + "`";
    String over = s.is(subject, Border.ABOVE, most);
    String allowed = s.is(subject, Border.AT_MOST, most);
    return s.choose(
        (s.symbol() ? subject + " > " + most : subject + " above " + most)
            + " is an error: "
            + error,
        (s.symbol() ? subject + " <= " + most : subject + " may be at most " + most)
            + ", else "
            + error,
        "if " + over + ", raise " + error,
        "unless " + allowed + ", raise " + error);
  }

  @Override
  public String example(Saying s) {
    return (most + 1) + " fails, " + most + " does not";
  }

  @Override
  public List<String> constants() {
    return List.of(Long.toString(most), message);
  }
}
