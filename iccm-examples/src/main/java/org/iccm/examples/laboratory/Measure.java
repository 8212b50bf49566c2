package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How the running number comes out of the entries and the number that is added. */
record Measure(boolean sum, Term term, long weight) implements Rule {
  /** What one entry gives. */
  enum Term {
    /** The weight, whatever the entry. */
    EACH,
    A,
    A_TIMES_WEIGHT,
    A_PLUS_WEIGHT,
    A_TIMES_B,
    A_PLUS_WEIGHT_TIMES_B,
    A_PLUS_WEIGHT_TIMES_B_ALL;

    boolean usesB() {
      return ordinal() >= A_TIMES_B.ordinal();
    }

    boolean weighs() {
      return this != A && this != A_TIMES_B;
    }

    long of(Entry e, long w) {
      return switch (this) {
        case EACH -> w;
        case A -> e.a();
        case A_TIMES_WEIGHT -> w * e.a();
        case A_PLUS_WEIGHT -> e.a() + w;
        case A_TIMES_B -> e.a() * e.b();
        case A_PLUS_WEIGHT_TIMES_B -> e.a() + w * e.b();
        case A_PLUS_WEIGHT_TIMES_B_ALL -> (e.a() + w) * e.b();
      };
    }

    String code(String a, String b, String w) {
      return switch (this) {
        case EACH -> w;
        case A -> a;
        case A_TIMES_WEIGHT -> a + " * " + w;
        case A_PLUS_WEIGHT -> a + " + " + w;
        case A_TIMES_B -> a + " * " + b;
        case A_PLUS_WEIGHT_TIMES_B -> a + " + " + w + " * " + b;
        case A_PLUS_WEIGHT_TIMES_B_ALL -> "(" + a + " + " + w + ") * " + b;
      };
    }
  }

  @Override
  public FactKind kind() {
    return FactKind.MEASURE;
  }

  @Override
  public void apply(Run run) {
    long all = 0;
    long largest = Long.MIN_VALUE;
    for (Entry e : run.entries) {
      long one = term.of(e, weight);
      all += one;
      largest = Math.max(largest, one);
    }
    run.total = run.extra + (sum ? all : run.entries.isEmpty() ? 0 : largest);
  }

  @Override
  public boolean removable() {
    return false;
  }

  @Override
  public List<List<Rule>> changes() {
    List<List<Rule>> all = new ArrayList<>();
    if (term.weighs()) {
      all.add(
          List.of(
              new Measure(sum, term, weight + 1),
              new Measure(sum, term, weight + 3),
              new Measure(sum, term, weight + 20)));
    }
    List<Rule> others = new ArrayList<>();
    if (term != Term.A) {
      others.add(new Measure(sum, Term.A, 0));
    }
    for (long w : new long[] {1, 9, 45}) {
      others.add(new Measure(sum, Term.A_PLUS_WEIGHT, weight + w));
    }
    all.add(others);
    return all;
  }

  @Override
  public void write(Code code) {
    String extra = code.function().extra();
    String total = code.total();
    String a = code.attribute(true);
    String b = code.attribute(false);
    String value = term.code(a, b, Long.toString(weight));
    if (!code.function().family().counted()) {
      if (code.statements()) {
        code.line(0, total + " = " + value);
        code.line(0, total + " += " + extra);
      } else {
        code.line(0, total + " = " + extra + " + " + value);
      }
      return;
    }
    String loop = code.loop(term.usesB() || code.filtersByB());
    if (!code.statements()) {
      String inner = value + " " + loop + code.keeping();
      code.line(
          0,
          total
              + " = "
              + (sum
                  ? "sum(" + inner + ") + " + extra
                  : "max((" + inner + "), default=0) + " + extra));
      return;
    }
    code.line(0, sum ? total + " = " + extra : "found = []");
    code.line(0, loop + ":");
    code.skipping(1);
    code.line(1, sum ? total + " += " + value : "found.append(" + value + ")");
    if (!sum) {
      code.line(0, total + " = " + extra + " + (max(found) if found else 0)");
    }
  }

  @Override
  public String sentence(Saying s) {
    if (!s.function().family().counted()) {
      String value = words(s);
      String extra = s.extra();
      return s.choose(
          s.total() + (s.symbol() ? " = " : " is ") + value + s.plus() + extra,
          extra + " is added to " + value + ", which gives " + s.total(),
          "take " + value + " and add " + extra + ", which gives " + s.total(),
          "start " + s.total() + " at " + extra + ", then add " + value);
    }
    String entries = s.entries();
    String value = words(s);
    String extra = s.extra();
    String total = s.total();
    String each = "each of the " + entries;
    if (s.share()) {
      return s.step()
          ? "for "
              + each
              + " take "
              + value
              + (sum ? ", add these up" : ", keep the largest, 0 without any")
              + ", then add "
              + extra
              + ", which gives "
              + total
          : each
              + " counts "
              + value
              + "; "
              + total
              + (s.symbol() ? " = " : " is ")
              + (sum ? "their sum" : "the largest of them, 0 without any,")
              + s.plus()
              + extra;
    }
    return s.step()
        ? (sum
            ? "start " + total + " at " + extra + "; for " + each + " add " + value
            : "go through the "
                + entries
                + ", each of which gives "
                + value
                + ", and keep the largest, 0 without any; "
                + total
                + (s.symbol() ? " = " : " is ")
                + "that"
                + s.plus()
                + extra)
        : total
            + " begins at "
            + extra
            + " and "
            + (sum
                ? each + " adds " + value
                : "only the largest is added, where " + each + " gives " + value);
  }

  /** What one entry gives, in words. */
  private String words(Saying s) {
    boolean amounts = !s.function().family().counted();
    String its = amounts ? "" : "its ";
    String a = its + s.attribute(true);
    String b = term.usesB() ? its + s.attribute(false) : "";
    return switch (term) {
      case EACH -> Long.toString(weight);
      case A -> a;
      case A_TIMES_WEIGHT -> weight + s.times() + a;
      case A_PLUS_WEIGHT -> a + s.plus() + weight;
      case A_TIMES_B -> a + s.times() + b;
      case A_PLUS_WEIGHT_TIMES_B -> a + s.plus() + weight + s.times() + b;
      case A_PLUS_WEIGHT_TIMES_B_ALL ->
          s.symbol()
              ? "(" + a + " + " + weight + ") * " + b
              : b + " times the sum of " + a + " and " + weight;
    };
  }

  @Override
  public String example(Saying s) {
    return term == Term.A_TIMES_WEIGHT
        ? "2 counts " + 2 * weight
        : term == Term.A_PLUS_WEIGHT ? "2 counts " + (2 + weight) : "";
  }

  @Override
  public List<String> constants() {
    return term.weighs() ? List.of(Long.toString(weight)) : List.of();
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "Measure[%s %s %d]", sum ? "sum" : "largest", term, weight);
  }
}
