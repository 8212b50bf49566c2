package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The source of one function while its rules write it. */
final class Code {
  private final LabProgram program;
  private final LabFunction function;
  private final Build build;
  private final List<String> lines = new ArrayList<>();
  private final List<String> constants = new ArrayList<>();
  private final Set<String> imports = new TreeSet<>();
  private @Nullable String keep;
  private @Nullable String skip;
  private boolean byB;
  private String result;

  Code(LabProgram program, LabFunction function, Build build) {
    this.program = program;
    this.function = function;
    this.build = build;
    this.result = function.total();
  }

  LabFunction function() {
    return function;
  }

  boolean statements() {
    return build == Build.STATEMENTS;
  }

  /** The running number's name. */
  String total() {
    return function.total();
  }

  /** Adds a line to the body. */
  void line(int depth, String text) {
    lines.add("    ".repeat(depth + 1) + text);
  }

  /** A number as it is, or by a name at the module's top. */
  String constant(String role, long value) {
    if (statements()) {
      return Long.toString(value);
    }
    String name = role + (program.functions().indexOf(function) == 0 ? "" : "_2");
    constants.add(name + " = " + value);
    return name;
  }

  void filter(String keep, String skip, boolean byB) {
    this.byB = byB;
    this.keep = keep;
    this.skip = skip;
  }

  /** Whether the entries' second number decides which of them count. */
  boolean filtersByB() {
    return keep != null && byB;
  }

  /** Condition under which an entry counts, as a comprehension ends with it. */
  String keeping() {
    return keep == null ? "" : " if " + keep;
  }

  /** Skips entries that do not count. */
  void skipping(int depth) {
    if (skip != null) {
      line(depth, "if " + skip + ":");
      line(depth + 1, "continue");
    }
  }

  String result() {
    return result;
  }

  void result(String expression) {
    result = expression;
  }

  /** What is iterated over; also what a length is asked of. */
  String collection() {
    return switch (function.family()) {
      case AMOUNTS -> throw new IllegalStateException("amounts are not iterated over");
      case LISTS, RECORDS, TABLES, SPANS -> function.parameters().get(0);
      case TEXTS -> "words";
      case DATES -> "days";
      case CODES -> "parts";
      case RESULTS -> "values";
    };
  }

  /** The number of entries. */
  String size() {
    return function.family().counted() ? "len(" + collection() + ")" : function.parameters().get(0);
  }

  /** The loop's head without colon. */
  String loop(boolean second) {
    String variable =
        switch (function.family()) {
          case AMOUNTS -> throw new IllegalStateException("amounts are not iterated over");
          case LISTS -> "item";
          case RECORDS -> "record";
          case TABLES -> "row";
          case SPANS -> "start, end";
          case TEXTS -> "word";
          case DATES -> "day";
          case CODES -> "part";
          case RESULTS -> "value";
        };
    boolean placed =
        second
            && switch (function.family()) {
              case TEXTS, LISTS, CODES, RESULTS -> true;
              default -> false;
            };
    return placed
        ? "for place, " + variable + " in enumerate(" + collection() + ", 1)"
        : "for " + variable + " in " + collection();
  }

  /** The first or second number of an entry. */
  String attribute(boolean first) {
    return switch (function.family()) {
      case AMOUNTS -> function.parameters().get(first ? 0 : 1);
      case LISTS -> first ? "item" : "place";
      case RECORDS -> "record[\"" + function.keys().get(first ? 0 : 1) + "\"]";
      case TABLES -> first ? "sum(row)" : "len(row)";
      case SPANS -> first ? "(end - start)" : "start";
      case TEXTS -> first ? "len(word)" : "place";
      case DATES -> first ? "day.day" : "day.isoweekday()";
      case CODES -> first ? "int(part[1:])" : "place";
      case RESULTS -> first ? "value" : "place";
    };
  }

  /** Head, and what comes before the first rule. */
  private void prelude() {
    List<String> p = function.parameters();
    switch (function.family()) {
      case TEXTS -> line(0, "words = " + p.get(0) + ".split()");
      case CODES -> line(0, "parts = " + p.get(0) + ".split(\"-\") if " + p.get(0) + " else []");
      case DATES -> {
        imports.add("from datetime import date");
        line(0, "begin = date.fromisoformat(" + p.get(0) + ").toordinal()");
        line(0, "end = date.fromisoformat(" + p.get(1) + ").toordinal()");
        line(0, "days = [date.fromordinal(number) for number in range(begin, end + 1)]");
      }
      case RESULTS -> {
        LabFunction inner = program.functions().get(0);
        String star = inner.family().parameters() == 1 ? "" : "*";
        line(0, "values = [" + inner.name() + "(" + star + "one) for one in " + p.get(0) + "]");
      }
      default -> {}
    }
  }

  /** The function's text, without the constants that it names. */
  String function(List<Rule> rules, String head) {
    prelude();
    rules.forEach(r -> r.write(this));
    line(0, "return " + result);
    return head + "\n" + String.join("\n", lines);
  }

  List<String> constants() {
    return constants;
  }

  Set<String> imports() {
    return imports;
  }
}
