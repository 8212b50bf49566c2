package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;

/**
 * Facts as requirements, one each, in any wording. Stateless.
 *
 * @since 0.1.0
 */
public final class Requirements {
  private Requirements() {}

  /**
   * Writes facts.
   *
   * @param program whose facts they are
   * @param facts their numbers; any of them, each once
   * @param wording how
   * @return one requirement a fact, function by function, tied to its function; those of kind
   *     {@link FactKind#PLAIN} last
   */
  public static List<Requirement> of(
      LabProgram program, Collection<Integer> facts, Wording wording) {
    List<Requirement> all = new ArrayList<>();
    Set<Integer> wanted = new TreeSet<>(facts);
    int from = 0;
    for (LabFunction f : program.functions()) {
      List<Rule> chosen = new ArrayList<>();
      for (int i = 0; i < f.rules().size(); i++) {
        if (wanted.remove(from + i)) {
          chosen.add(f.rules().get(i));
        }
      }
      from += f.rules().size();
      Saying saying = new Saying(wording, program, f);
      UnitId unit = program.units().get(program.functions().indexOf(f));
      int number = 0;
      for (Rule rule : ordered(chosen, wording)) {
        number++;
        String step = wording.form() == Wording.Form.STEP ? number + ". " : "";
        all.add(
            Requirement.builder(kind(rule), step + saying.say(rule)).units(Set.of(unit)).build());
      }
    }
    if (!wanted.isEmpty()) {
      throw new IllegalArgumentException("no such facts: " + wanted);
    }
    return List.copyOf(all);
  }

  /**
   * Writes all facts.
   *
   * @param program whose facts
   * @param wording how
   * @return the complete rendering
   */
  public static List<Requirement> complete(LabProgram program, Wording wording) {
    return of(program, program.facts().stream().map(Fact::index).toList(), wording);
  }

  /** What says what must not happen is a constraint. */
  static RequirementKind kind(Rule rule) {
    return rule instanceof Untouched ? RequirementKind.CONSTRAINT : RequirementKind.FUNCTIONAL;
  }

  private static List<Rule> ordered(List<Rule> rules, Wording wording) {
    List<Rule> exceptions = new ArrayList<>();
    List<Rule> main = new ArrayList<>();
    List<Rule> plain = new ArrayList<>();
    for (Rule rule : rules) {
      switch (rule.kind()) {
        case GUARD, SPECIAL -> exceptions.add(rule);
        case PLAIN -> plain.add(rule);
        default -> main.add(rule);
      }
    }
    List<Rule> all = new ArrayList<>();
    boolean first = wording.sequence() == Wording.Sequence.EXCEPTIONS_FIRST;
    all.addAll(first ? exceptions : main);
    all.addAll(first ? main : exceptions);
    all.addAll(plain);
    return all;
  }
}
