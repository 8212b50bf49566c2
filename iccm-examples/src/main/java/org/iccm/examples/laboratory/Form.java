package org.iccm.examples.laboratory;

import java.util.List;
import java.util.Locale;

/** The running number with zeros to a width, behind or before a text. */
record Form(boolean before, String text, long width) implements Rule {
  @Override
  public FactKind kind() {
    return FactKind.FORM;
  }

  @Override
  public void apply(Run run) {
    run.result = of(run.total);
  }

  private String of(long n) {
    String digits = String.format(Locale.ROOT, "%0" + width + "d", n);
    return before ? text + digits : digits + text;
  }

  @Override
  public boolean removable() {
    return false;
  }

  @Override
  public List<List<Rule>> changes() {
    return List.of(
        List.of(new Form(!before, text, width)),
        List.of(new Form(before, text + "s", width)),
        List.of(new Form(before, text, width + 1), new Form(before, text, width + 3)));
  }

  @Override
  public void write(Code code) {
    String n = code.total();
    if (code.statements()) {
      String digits = "{" + n + ":0" + width + "d}";
      code.result("f\"" + (before ? text + digits : digits + text) + "\"");
    } else {
      String digits = "str(" + n + ").zfill(" + width + ")";
      String affix = Literals.python(text);
      code.result(before ? affix + " + " + digits : digits + " + " + affix);
    }
  }

  @Override
  public String sentence(Saying s) {
    String n = s.total();
    String digits = n + " with zeros to " + width + " digits";
    String padded = n + " zero-padded to width " + width;
    String affix = "`" + text + "`";
    return s.choose(
        "the result is a text: "
            + (before ? affix + ", then " + digits : digits + ", then " + affix),
        (before ? affix + " and " + padded : padded + " and " + affix)
            + " are joined to the result",
        "return a text: " + (before ? affix + ", then " + digits : digits + ", then " + affix),
        "join " + (before ? affix + " and " + padded : padded + " and " + affix) + ", return that");
  }

  @Override
  public String example(Saying s) {
    return "7 gives `" + of(7) + "`";
  }

  @Override
  public List<String> constants() {
    return List.of(text, Long.toString(width));
  }
}
