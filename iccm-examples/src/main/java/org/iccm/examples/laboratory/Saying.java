package org.iccm.examples.laboratory;

import java.util.HashSet;
import java.util.Set;

/** Says facts of one function in one wording; remembers which parameters it has named. */
final class Saying {
  private final Wording wording;
  private final LabProgram program;
  private final LabFunction function;
  private final Set<Integer> named = new HashSet<>();

  Saying(Wording wording, LabProgram program, LabFunction function) {
    this.wording = wording;
    this.program = program;
    this.function = function;
  }

  LabFunction function() {
    return function;
  }

  boolean share() {
    return wording.idiom() == Wording.Idiom.SHARE;
  }

  boolean step() {
    return wording.form() == Wording.Form.STEP;
  }

  boolean symbol() {
    return wording.reference() == Wording.Reference.SYMBOL;
  }

  /** One of four texts by idiom and form. */
  String choose(String shareClause, String factorClause, String shareStep, String factorStep) {
    return step() ? share() ? shareStep : factorStep : share() ? shareClause : factorClause;
  }

  /** The running number. */
  String total() {
    return symbol() ? "n" : "the total";
  }

  /** The same at a sentence's begin. */
  String theTotal() {
    return symbol() ? "n" : "The total";
  }

  /** A condition on something that has been named. */
  String is(String subject, Border border, long value) {
    return symbol()
        ? subject + " " + border.symbol() + " " + value
        : subject + " is " + border.words() + " " + value;
  }

  String times() {
    return symbol() ? " * " : " times ";
  }

  String plus() {
    return symbol() ? " + " : " plus ";
  }

  /** A parameter, with its shape where it is named first, if shapes are said. */
  String parameter(int i) {
    String name = function.parameters().get(i);
    boolean first = wording.shapes() && named.add(i);
    return first ? name + " (" + function.family().shape(i, function, program) + ")" : name;
  }

  /** The number that is added, likewise. */
  String extra() {
    boolean first = wording.shapes() && named.add(-1);
    return first ? function.extra() + " (an int)" : function.extra();
  }

  /** What is counted, and where it stands. */
  String entries() {
    Family family = function.family();
    return switch (family) {
      case AMOUNTS -> parameter(0);
      case DATES -> "days from " + parameter(0) + " through " + parameter(1);
      case RESULTS ->
          "results of `"
              + program.functions().get(0).name()
              + "` on the elements of "
              + parameter(0);
      default -> family.entries() + " of " + parameter(0);
    };
  }

  /** The number of entries, as a subject. */
  String size() {
    return function.family().counted() ? "the number of " + entries() : parameter(0);
  }

  String attribute(boolean first) {
    return function.family() == Family.AMOUNTS
        ? parameter(first ? 0 : 1)
        : function.family().attribute(first, function);
  }

  /** A whole sentence. */
  String say(Rule rule) {
    String sentence = capitalised(rule.sentence(this));
    String example = wording.examples() ? rule.example(this) : "";
    return sentence + (example.isEmpty() ? "" : " (example: " + example + ")") + ".";
  }

  private String capitalised(String text) {
    boolean plain =
        !text.startsWith("n ")
            && function.parameters().stream().noneMatch(p -> text.startsWith(p + " "))
            && !text.startsWith(function.extra() + " ")
            && Character.isLetter(text.charAt(0));
    return plain ? Character.toUpperCase(text.charAt(0)) + text.substring(1) : text;
  }
}
