package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.iccm.api.application.CodeUnit;
import org.iccm.api.application.UnitId;
import org.iccm.api.application.UnitKind;

/**
 * From places in code to units. Code begins somewhere in the lines of its unit: what has no name of
 * its own (nested functions, lambdas, comprehensions) belongs to the innermost unit around it, and
 * to the classes around that. Immutable and thread-safe.
 */
final class UnitLines {
  private final Map<String, List<CodeUnit>> byPath = new HashMap<>();
  private final Map<String, List<UnitId>> classes = new HashMap<>();
  private final Map<String, List<String>> classNames = new LinkedHashMap<>();

  UnitLines(List<CodeUnit> units) {
    for (CodeUnit unit : units) {
      String path = unit.id().path();
      byPath.computeIfAbsent(path, p -> new ArrayList<>()).add(unit);
      if (unit.kind() == UnitKind.CLASS) {
        String name = plain(unit.id());
        classes.computeIfAbsent(path + "#" + name, p -> new ArrayList<>()).add(unit.id());
        classNames.computeIfAbsent(path, p -> new ArrayList<>()).add(name);
      }
    }
  }

  /** Without what tells it from others of the same name. */
  private static String plain(UnitId unit) {
    return unit.name().replaceFirst("[( ].*", "");
  }

  /** Names of classes by path. */
  Map<String, List<String>> classNames() {
    return classNames;
  }

  /**
   * Units of places.
   *
   * @param lines first lines of code, by path
   * @param named names of classes, by path
   */
  Set<UnitId> units(JsonNode lines, JsonNode named) {
    Set<UnitId> found = new LinkedHashSet<>();
    lines
        .properties()
        .forEach(file -> file.getValue().forEach(at -> add(file.getKey(), at.asInt(), found)));
    named
        .properties()
        .forEach(
            file ->
                file.getValue()
                    .forEach(
                        name ->
                            found.addAll(
                                classes.getOrDefault(
                                    file.getKey() + "#" + name.asText(), List.of()))));
    return found;
  }

  private void add(String path, int line, Set<UnitId> found) {
    List<CodeUnit> around =
        byPath.getOrDefault(path, List.of()).stream()
            .filter(u -> u.startLine() <= line && line <= u.endLine())
            .sorted(Comparator.comparingInt((CodeUnit u) -> u.endLine() - u.startLine()))
            .toList();
    for (int i = 0; i < around.size(); i++) {
      if (i == 0 || around.get(i).kind() == UnitKind.CLASS) {
        found.add(around.get(i).id());
      }
    }
  }
}
