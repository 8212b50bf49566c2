package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.List;

/** Which entries count. */
record Filter(boolean first, Border border, long value) implements Rule {
  @Override
  public FactKind kind() {
    return FactKind.FILTER;
  }

  @Override
  public void apply(Run run) {
    List<Entry> kept = new ArrayList<>();
    for (Entry e : run.entries) {
      if (border.holds(first ? e.a() : e.b(), value)) {
        kept.add(e);
      }
    }
    run.entries = kept;
  }

  @Override
  public List<List<Rule>> changes() {
    List<Rule> moved = List.of(new Filter(first, border.moved(), value));
    List<Rule> nearer =
        List.of(new Filter(first, border, value + 1), new Filter(first, border, value + 2));
    List<Rule> inverse = List.of(new Filter(first, border.inverse(), value));
    return List.of(moved, nearer, inverse);
  }

  @Override
  public void write(Code code) {
    String attribute = code.attribute(first);
    code.filter(
        attribute + " " + border.symbol() + " " + value,
        attribute + " " + border.inverse().symbol() + " " + value,
        !first);
  }

  @Override
  public String sentence(Saying s) {
    Family family = s.function().family();
    String attribute = s.attribute(first);
    Border inverse = border.inverse();
    String kept = s.is(attribute, border, value);
    String left = s.is(attribute, inverse, value);
    return s.choose(
        "only " + family.entries() + " whose " + kept + " count",
        family.entries() + " whose " + left + " are left out",
        "keep " + family.anEntry() + " if its " + kept,
        "skip " + family.anEntry() + " if its " + left);
  }

  @Override
  public String example(Saying s) {
    return border.inside(value) + " counts, " + border.inverse().inside(value) + " does not";
  }

  @Override
  public List<String> constants() {
    return List.of(Long.toString(value));
  }
}
