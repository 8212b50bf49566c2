package org.iccm.training.supervised;

import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.iccm.api.application.UnitId;
import org.iccm.api.context.Requirement;
import org.iccm.api.context.RequirementKind;
import org.iccm.core.reading.Chunk;
import org.iccm.training.stream.SupervisedExample;

/** Examples whose lengths differ. */
final class Lesson {
  private Lesson() {}

  static SupervisedExample example(int number) {
    String name = "f" + number;
    Set<UnitId> units = Set.of(new UnitId("m.py", name));
    String body = "\n    n = n + " + number;
    Chunk chunk =
        new Chunk(
            name,
            units,
            "def " + name + "(n)",
            "def " + name + "(n):" + body.repeat(1 + number * 7 % 5) + "\n    return n",
            "",
            true);
    List<Requirement> requirements =
        IntStream.rangeClosed(1, 1 + number % 3)
            .mapToObj(
                i ->
                    Requirement.builder(RequirementKind.FUNCTIONAL, "Adds " + number + " time " + i)
                        .units(units)
                        .build())
            .toList();
    return new SupervisedExample(chunk, requirements);
  }

  static List<SupervisedExample> examples(int from, int to) {
    return IntStream.range(from, to).mapToObj(Lesson::example).toList();
  }
}
