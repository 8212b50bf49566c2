package org.iccm.examples.laboratory;

import java.util.List;

/** On one side of a border something is added or taken off. */
record Band(Border border, long value, long change) implements Stage {
  @Override
  public FactKind kind() {
    return FactKind.BAND;
  }

  @Override
  public long end(long number) {
    return border.holds(number, value) ? number + change : number;
  }

  @Override
  public List<List<Rule>> changes() {
    long step = change > 0 ? 1 : -1;
    return List.of(
        List.of(new Band(border.moved(), value, change)),
        List.of(
            new Band(border, value + 1, change),
            new Band(border, value + 5, change),
            new Band(border, value + 25, change),
            new Band(border, value + 100, change)),
        List.of(
            new Band(border, value, change + step),
            new Band(border, value, change + 5 * step),
            new Band(border, value, change + 25 * step)));
  }

  @Override
  public void write(Code code) {
    String total = code.total();
    String limit = code.constant("BORDER", value);
    String by = (change > 0 ? " += " : " -= ") + Math.abs(change);
    if (code.statements()) {
      code.line(0, "if " + total + " " + border.symbol() + " " + limit + ":");
      code.line(1, total + by);
    } else {
      code.line(0, total + by + " if " + total + " " + border.symbol() + " " + limit + " else 0");
    }
  }

  @Override
  public String sentence(Saying s) {
    long size = Math.abs(change);
    String raised = change > 0 ? "is raised by " + size : "is lowered by " + size;
    String add = change > 0 ? "add " + size : "subtract " + size;
    Border inverse = border.inverse();
    String side = s.symbol() ? "n " + border.symbol() : "a total " + phrase(border);
    String other = s.symbol() ? "n " + inverse.symbol() : "a total " + phrase(inverse);
    return s.choose(
        side + " " + value + " " + raised,
        other + " " + value + " stays, any other " + raised,
        "if " + s.is(s.total(), border, value) + ", " + add,
        "if " + s.is(s.total(), inverse, value) + ", keep it, else " + add);
  }

  private static String phrase(Border border) {
    return switch (border) {
      case AT_LEAST, AT_MOST -> "of " + border.words();
      case ABOVE, BELOW -> border.words();
    };
  }

  @Override
  public String example(Saying s) {
    long from = border.inside(value);
    return from + " becomes " + (from + change);
  }

  @Override
  public List<String> constants() {
    return List.of(Long.toString(value), Long.toString(Math.abs(change)));
  }
}
