package org.iccm.examples.laboratory;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;

/**
 * The tests of a generated program. Each change of a fact that is tried, leaving it out among them,
 * fails {@link #LEAST} tests or more of each group; no input is in both.
 *
 * <p>Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class LabSuite {
  /** How many tests of each group a changed fact fails at least. */
  public static final int LEAST = 3;

  private final LabProgram program;
  private final List<LabTest> tests;
  private final List<FactChange> changes;

  LabSuite(LabProgram program, List<LabTest> tests, List<FactChange> changes) {
    this.program = program;
    this.tests = List.copyOf(tests);
    this.changes = List.copyOf(changes);
  }

  /**
   * How many tests it has.
   *
   * @return tests of both groups
   */
  public int size() {
    return tests.size();
  }

  List<LabTest> tests() {
    return tests;
  }

  List<FactChange> changes() {
    return changes;
  }

  /**
   * Which tests fail when one fact alone is left out or changed, the generator's map from facts to
   * tests. Learning from it is the arm {@code oracle}.
   *
   * @return for each fact the tests that any of its changes fails
   */
  public Map<Fact, Set<TestId>> noticedBy() {
    Map<Fact, Set<TestId>> map = new LinkedHashMap<>();
    List<Fact> facts = program.facts();
    for (FactChange change : changes) {
      Set<TestId> ids = map.computeIfAbsent(facts.get(change.fact()), f -> new TreeSet<>());
      tests.stream()
          .filter(t -> t.notices(change.program().run(t.function(), t.input())))
          .forEach(t -> ids.add(t.id(program)));
    }
    return Collections.unmodifiableMap(map);
  }

  /**
   * The suite's files, one for each group.
   *
   * @param applicationId the application's id
   * @return the suite
   */
  public TestSuite suite(String applicationId) {
    List<SourceFile> files = new ArrayList<>();
    for (TestGroup group : TestGroup.values()) {
      List<LabTest> some = tests.stream().filter(t -> t.group() == group).toList();
      boolean raises = some.stream().anyMatch(t -> t.expected().error() != null);
      String names =
          program.functions().stream()
              .filter(
                  f -> some.stream().anyMatch(t -> program.functions().get(t.function()).equals(f)))
              .map(LabFunction::name)
              .sorted()
              .collect(Collectors.joining(", "));
      String text =
          (raises ? "import pytest\n\n" : "")
              + "from "
              + program.module()
              + " import "
              + names
              + "\n\n\n"
              + some.stream().map(t -> t.python(program)).collect(Collectors.joining("\n\n"));
      files.add(new SourceFile(LabTest.file(program, group), text));
    }
    return TestSuite.builder(applicationId, "python", files).build();
  }
}
