package org.iccm.examples.laboratory;

import java.util.List;

/**
 * What a generated function is about: the shape of its arguments, and what it counts in them.
 *
 * @since 0.1.0
 */
public enum Family {
  /** A count and a price. */
  AMOUNTS("unit", "units", "count", "price"),
  /** The words of a text. */
  TEXTS("word", "words", "length", "position counted from 1"),
  /** The numbers of a list. */
  LISTS("item", "items", "value", "position counted from 1"),
  /** Dicts with two numbers each. */
  RECORDS("record", "records", "", ""),
  /** The days between two dates. */
  DATES("day", "days", "day of the month", "weekday from 1 for Monday"),
  /** Rows of numbers. */
  TABLES("row", "rows", "sum", "number of cells"),
  /** Pairs of a start and an end; never in training. */
  SPANS("span", "spans", "end minus start", "start"),
  /** Parts of a text, a letter and a number each; never in training. */
  CODES("part", "parts", "number", "position counted from 1"),
  /** What another function of the module makes of each element: a module's second function. */
  RESULTS("result", "results", "value", "position counted from 1");

  private final String entry;
  private final String entries;
  private final String a;
  private final String b;

  Family(String entry, String entries, String a, String b) {
    this.entry = entry;
    this.entries = entries;
    this.a = a;
    this.b = b;
  }

  /** Families that training shows. */
  static final List<Family> KNOWN = List.of(AMOUNTS, TEXTS, LISTS, RECORDS, DATES, TABLES);

  /** Families that only the hold-out H3 has. */
  static final List<Family> UNSEEN = List.of(SPANS, CODES);

  /** What one of those that are counted is called, with its article. */
  String anEntry() {
    return (this == LISTS ? "an " : "a ") + entry;
  }

  String entries() {
    return entries;
  }

  /** How many parameters it has before the number that is added. */
  int parameters() {
    return this == AMOUNTS || this == DATES ? 2 : 1;
  }

  /** A number of entries that is stated exactly, rather than a count of units. */
  boolean counted() {
    return this != AMOUNTS;
  }

  /** Whether its first argument can be changed by the function. */
  boolean mutable() {
    return this == LISTS || this == RECORDS || this == TABLES || this == SPANS;
  }

  /** What people call the first or second number of an entry. */
  String attribute(boolean first, LabFunction f) {
    return switch (this) {
      case RECORDS -> "`" + f.keys().get(first ? 0 : 1) + "`";
      case AMOUNTS -> f.parameters().get(first ? 0 : 1);
      default -> first ? a : b;
    };
  }

  /** The shape of a parameter, in words. */
  String shape(int parameter, LabFunction f, LabProgram program) {
    return switch (this) {
      case AMOUNTS -> "an int";
      case TEXTS -> "a text of words between spaces";
      case LISTS -> "a list of ints";
      case RECORDS ->
          "a list of dicts with ints `" + f.keys().get(0) + "` and `" + f.keys().get(1) + "`";
      case DATES -> "a text like 2024-05-31";
      case TABLES -> "a list of lists of ints";
      case SPANS -> "a list of pairs of ints, start and end";
      case CODES -> "a text of parts between dashes, each a letter and a number";
      case RESULTS -> {
        LabFunction inner = program.functions().get(0);
        yield inner.family().parameters() == 1
            ? "a list, each element " + inner.family().shape(0, inner, program)
            : "a list of pairs, each element " + inner.family().shape(0, inner, program);
      }
    };
  }

  /** The annotation of a parameter. */
  String annotation(int parameter, LabProgram program) {
    return switch (this) {
      case AMOUNTS -> "int";
      case TEXTS, DATES, CODES -> "str";
      case LISTS -> "list[int]";
      case RECORDS -> "list[dict[str, int]]";
      case TABLES -> "list[list[int]]";
      case SPANS -> "list[tuple[int, int]]";
      case RESULTS -> {
        Family inner = program.functions().get(0).family();
        String one = inner.annotation(0, program);
        yield inner.parameters() == 1
            ? "list[" + one + "]"
            : "list[tuple[" + one + ", " + inner.annotation(1, program) + "]]";
      }
    };
  }
}
