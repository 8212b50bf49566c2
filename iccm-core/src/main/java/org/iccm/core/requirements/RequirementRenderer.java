package org.iccm.core.requirements;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.EngineeredContext;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.api.context.Scope;

/**
 * Makes the text that the models get from typed requirements: grouped by unit, whole application
 * first, few tokens. Paths are left out where all units share one; the kind is written unless
 * functional. The same requirements always give the same text.
 *
 * <p>Stateless.
 *
 * @since 0.1.0
 */
public final class RequirementRenderer {
  /** Names this rendering; part of engineers' fingerprints. Change it with the text. */
  public static final String VERSION = "requirements-v1";

  private RequirementRenderer() {}

  /**
   * Renders what a scope needs.
   *
   * @param requirements the requirements, in order
   * @param scope what is rebuilt
   * @param units the units of scope {@link Scope#UNIT}; empty means all
   * @return the text; empty if nothing is left
   */
  public static String render(List<Requirement> requirements, Scope scope, Set<UnitId> units) {
    return render(select(requirements, scope, units));
  }

  /**
   * Renders what a scope needs of a context.
   *
   * @param context the context
   * @param scope what is rebuilt
   * @param units the units of scope {@link Scope#UNIT}; empty means all
   * @return the text; empty if nothing is left
   */
  public static String render(EngineeredContext context, Scope scope, Set<UnitId> units) {
    return render(context.requirements(), scope, units);
  }

  /**
   * What a scope needs: in scope {@link Scope#UNIT} those requirements that speak of a wanted unit,
   * its class or its members, and those of the whole application.
   *
   * @param requirements the requirements, in order
   * @param scope what is rebuilt
   * @param units the units of scope {@link Scope#UNIT}; empty means all
   * @return those that go with it, in order
   */
  public static List<Requirement> select(
      List<Requirement> requirements, Scope scope, Set<UnitId> units) {
    if (scope == Scope.APPLICATION || units.isEmpty()) {
      return List.copyOf(requirements);
    }
    return requirements.stream()
        .filter(r -> r.units().isEmpty() || related(r.units(), units))
        .toList();
  }

  /**
   * Whether two sets of units touch: one of them is in both, or is the class or a member of one in
   * the other.
   *
   * @param some units
   * @param others units
   * @return false if either is empty
   */
  public static boolean related(Set<UnitId> some, Set<UnitId> others) {
    return some.stream().anyMatch(u -> others.stream().anyMatch(w -> related(u, w)));
  }

  /**
   * Renders all.
   *
   * @param requirements the requirements, in order
   * @return the text; empty without requirements
   */
  public static String render(List<Requirement> requirements) {
    Map<Set<UnitId>, List<Requirement>> groups = new LinkedHashMap<>();
    groups.put(Set.of(), new ArrayList<>());
    for (Requirement r : requirements) {
      groups.computeIfAbsent(r.units(), u -> new ArrayList<>()).add(r);
    }
    long paths =
        requirements.stream().flatMap(r -> r.units().stream()).map(UnitId::path).distinct().count();
    List<String> blocks = new ArrayList<>();
    groups.forEach(
        (units, group) -> {
          if (!group.isEmpty()) {
            String body = body(group, units.isEmpty() && groups.size() == 1);
            blocks.add(units.isEmpty() ? body : heading(units, paths > 1) + "\n" + body);
          }
        });
    return String.join("\n\n", blocks);
  }

  private static String body(List<Requirement> group, boolean alone) {
    if (alone && group.size() == 1) {
      return label(group.get(0)) + group.get(0).text().strip();
    }
    return group.stream()
        .map(r -> "- " + label(r) + r.text().strip().replace("\n", "\n  "))
        .collect(Collectors.joining("\n"));
  }

  private static String label(Requirement r) {
    return r.kind() == RequirementKind.FUNCTIONAL ? "" : r.kind().label() + ": ";
  }

  private static String heading(Set<UnitId> units, boolean withPath) {
    return "## "
        + units.stream()
            .map(u -> withPath ? u.name() + " (" + u.path() + ")" : u.name())
            .collect(Collectors.joining(", "));
  }

  private static boolean related(UnitId a, UnitId b) {
    return a.path().equals(b.path())
        && (a.name().equals(b.name())
            || a.name().startsWith(b.name() + ".")
            || b.name().startsWith(a.name() + "."));
  }
}
