package org.iccm.examples.training;

import java.util.List;
import java.util.Set;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.core.reading.Chunk;

/** Ten functions and what somebody would write about them. */
final class Pairs {
  /** A function and its requirements. */
  record Pair(Chunk chunk, List<Requirement> requirements) {}

  private Pairs() {}

  static List<Pair> ten() {
    return List.of(
        pair("area", "(w, h)", "return w * h", "Return width times height."),
        pair("half", "(n)", "return n // 2", "Return half of n, rounded down."),
        pair("last", "(xs)", "return xs[-1]", "Return the last element."),
        pair(
            "shout",
            "(s)",
            "return s.upper() + '!'",
            "Return s in capitals and an exclamation mark."),
        pair("is_leap", "(y)", "return y % 4 == 0", "Tell whether y can be divided by four."),
        pair("clip", "(x)", "return max(0, min(x, 9))", "Return x, not below 0 and not above 9."),
        pair("words", "(s)", "return len(s.split())", "Count the words of s."),
        pair("swap", "(a, b)", "return b, a", "Return the second argument, then the first."),
        pair("mean", "(xs)", "return sum(xs) / len(xs)", "Return the sum of xs over their number."),
        pair("label", "(n)", "return f'no {n}'", "Return 'no', a space and n."));
  }

  private static Pair pair(String name, String parameters, String body, String text) {
    Set<UnitId> units = Set.of(new UnitId("small.py", name));
    String head = "def " + name + parameters + ":";
    return new Pair(
        new Chunk(name, units, head, head + "\n    " + body, "", true),
        List.of(
            Requirement.builder(RequirementKind.FUNCTIONAL, text).units(units).build(),
            Requirement.builder(RequirementKind.CONSTRAINT, "No imports.").units(units).build()));
  }
}
