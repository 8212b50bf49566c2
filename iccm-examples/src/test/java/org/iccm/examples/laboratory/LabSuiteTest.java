package org.iccm.examples.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.application.TestGroup;
import org.iccm.api.application.TestId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LabSuiteTest {
  private final Laboratory lab = Laboratory.of(1);

  @ParameterizedTest
  @EnumSource(LabSplit.class)
  void everyFactThatIsChangedAloneFailsThreeTestsOfEachGroup(LabSplit split) {
    int programs = 0;
    for (LabProgram p : lab.drawn(split).limit(40).toList()) {
      LabSuite suite = lab.suite(p).orElse(null);
      if (suite == null) {
        continue;
      }
      programs++;
      assertThat(suite.changes().stream().map(FactChange::fact).collect(Collectors.toSet()))
          .as("each fact of " + p + " is changed")
          .hasSize(p.facts().size());
      for (FactChange change : suite.changes()) {
        assertThat(others(change.program(), change)).isEqualTo(others(p, change));
        for (TestGroup group : TestGroup.values()) {
          long fails =
              suite.tests().stream()
                  .filter(t -> t.group() == group)
                  .filter(t -> t.notices(change.program().run(t.function(), t.input())))
                  .count();
          assertThat(fails).as(p + ": " + change).isGreaterThanOrEqualTo(3);
        }
      }
    }
    // what has no suite is drawn again: it must stay the exception
    assertThat(programs).isGreaterThan(30);
  }

  /** All rules but the changed one. */
  private static List<Rule> others(LabProgram p, FactChange change) {
    List<Rule> all = new ArrayList<>();
    p.functions().forEach(f -> all.addAll(f.rules()));
    boolean there = p != change.program() || !change.what().equals("left out");
    if (there) {
      all.remove(change.fact());
    }
    return all;
  }

  @ParameterizedTest
  @EnumSource(LabSplit.class)
  void groupsHaveTheirOwnInputsAndTheOriginalPasses(LabSplit split) {
    for (LabProgram p : lab.programs(split).limit(25).toList()) {
      LabSuite suite = lab.suite(p).orElse(null);
      if (suite == null) {
        continue;
      }
      Map<TestGroup, Set<String>> inputs =
          suite.tests().stream()
              .collect(
                  Collectors.groupingBy(
                      LabTest::group,
                      Collectors.mapping(
                          t -> t.function() + " " + t.input().python(), Collectors.toSet())));
      Set<String> both = new HashSet<>(inputs.get(TestGroup.REWARD));
      both.retainAll(inputs.get(TestGroup.REPORT));
      assertThat(both).isEmpty();
      assertThat(suite.tests())
          .noneMatch(t -> t.notices(p.run(t.function(), t.input())))
          .extracting(t -> t.id(p))
          .doesNotHaveDuplicates();
      Map<Fact, Set<TestId>> noticed = suite.noticedBy();
      assertThat(noticed.keySet()).containsExactlyElementsOf(p.facts());
      noticed.forEach(
          (fact, ids) -> {
            for (TestGroup group : TestGroup.values()) {
              assertThat(ids.stream().filter(id -> TestGroup.of(id) == group))
                  .as(p + " " + fact)
                  .hasSizeGreaterThanOrEqualTo(3);
            }
          });
      String text = suite.suite("x").files().get(0).text();
      assertThat(suite.suite("x").files()).hasSize(2);
      assertThat(text).contains("from " + p.module() + " import ");
    }
  }
}
