package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.TestRun;
import org.junit.jupiter.api.Test;

class CanariesTest {
  private static TestRun run(String text, String... ids) {
    TestSuite suite =
        TestSuite.builder("app", "python", List.of(new SourceFile("test_app.py", text))).build();
    PreparedSuite prepared =
        PreparedSuite.builder(suite, EnvironmentSpec.builder("python").build(), "digest").build();
    return TestRun.builder(prepared, List.of())
        .testIds(List.of(ids).stream().map(id -> new TestId("test_app.py::" + id)).toList())
        .build();
  }

  private static Set<String> manyNames(TestRun run) {
    Set<String> names = new TreeSet<>();
    for (int seed = 0; seed < 200; seed++) {
      List<String> two = Canaries.names(run, new Random(seed));
      assertThat(two).hasSize(2).doesNotHaveDuplicates();
      names.addAll(two);
    }
    return names;
  }

  @Test
  void namesAreMadeOfTheSuitesOwn() {
    Set<String> names =
        manyNames(
            run("", "test_sum_of_all", "TestGroup::test_first_line", "test_round[1-2]", "other"));
    assertThat(names).contains("test_sum_of_line", "test_first_all");
    assertThat(names).allMatch(n -> n.matches("test_\\w+"));
  }

  @Test
  void noTestOfTheSuiteHasThem() {
    String text = "def test_sum_of_line(): pass\n";
    Set<String> names = manyNames(run(text, "test_sum_of_all", "test_first_line"));
    assertThat(names).doesNotContain("test_sum_of_line", "test_sum_of_all", "test_first_line");
  }

  @Test
  void suitesWithoutNamesGetUsualOnes() {
    assertThat(manyNames(run(""))).isNotEmpty().allMatch(n -> n.startsWith("test_"));
  }
}
