package org.iccm.core.pipeline;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.core.requirements.RequirementRenderer;

/**
 * What of a context goes with a target. With a unit go the requirements that speak of it, its class
 * or its members, and those of the whole application; where none speaks of it, all: what a helper
 * must do is often told with the function that calls it.
 *
 * @param given positions in the context, ascending
 * @param speaking those of them that speak of the target
 * @param text what the model gets
 */
record Portion(List<Integer> given, List<Integer> speaking, String text) {
  static Portion of(List<Requirement> all, Target target) {
    List<Integer> every = IntStream.range(0, all.size()).boxed().toList();
    if (target.unit().isEmpty()) {
      return new Portion(every, every, RequirementRenderer.render(all));
    }
    Set<UnitId> units = target.units();
    List<Integer> speaking =
        every.stream().filter(i -> RequirementRenderer.related(all.get(i).units(), units)).toList();
    List<Integer> given =
        speaking.isEmpty()
            ? every
            : every.stream()
                .filter(i -> all.get(i).units().isEmpty() || speaking.contains(i))
                .toList();
    return new Portion(given, speaking, text(all, given));
  }

  /** The same without one requirement, which may leave nothing. */
  Portion without(List<Requirement> all, int omitted) {
    List<Integer> rest = given.stream().filter(i -> i != omitted).toList();
    return new Portion(rest, speaking.stream().filter(i -> i != omitted).toList(), text(all, rest));
  }

  private static String text(List<Requirement> all, List<Integer> positions) {
    List<Requirement> chosen = new ArrayList<>();
    positions.forEach(i -> chosen.add(all.get(i)));
    return RequirementRenderer.render(chosen);
  }
}
