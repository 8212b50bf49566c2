package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.error.ApplicationException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.IsolationMode;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.Test;

/** What JUnit 5 has, seen through a sandbox. */
public abstract class JavaRunTests extends JavaSandboxed {
  private static final SourceFile LOOM =
      file(
          "loom/Loom.java",
          """
          package loom;

          public class Loom {
            public static int twice(int x) {
              if (x < 0) {
                throw new IllegalArgumentException("negative");
              }
              return 2 * x;
            }

            static String hidden() {
              return "seen";
            }
          }
          """);
  private static final SourceFile KINDS =
      file(
          "loom/KindsTest.java",
          """
          package loom;

          import static org.junit.jupiter.api.Assertions.*;

          import java.util.stream.Stream;
          import org.junit.jupiter.api.*;
          import org.junit.jupiter.params.ParameterizedTest;
          import org.junit.jupiter.params.provider.*;

          class KindsTest {
            @Test void passes() { assertEquals(4, Loom.twice(2)); }
            @Test void fails() { assertEquals(5, Loom.twice(2)); }
            @Test void errs() { Loom.twice(-1); }
            @Test void refuses() { assertThrows(IllegalArgumentException.class, () -> Loom.twice(-1)); }
            @Test void packagePrivate() { assertEquals("seen", Loom.hidden()); }
            @Disabled("later") @Test void off() {}
            @Test void assumes() { Assumptions.assumeTrue(Loom.twice(1) == 3); }
            @ParameterizedTest @CsvSource({"1, 2", "3, 7"}) void many(int a, int b) { assertEquals(b, Loom.twice(a)); }
            @RepeatedTest(2) void again() { assertEquals(0, Loom.twice(0)); }
            @TestFactory Stream<DynamicTest> made() {
              return Stream.of(DynamicTest.dynamicTest("one", () -> assertEquals(6, Loom.twice(3))));
            }
            @Nested class Inner {
              @Test void within() { assertEquals(8, Loom.twice(4)); }
            }
          }
          """);

  private static Map<String, TestStatus> all(TestReport report) {
    Map<String, TestStatus> all = new TreeMap<>();
    report.results().forEach(r -> all.put(r.id().value(), r.status()));
    return all;
  }

  @Test
  void everyKindOfTestHasAStableNameAndItsOutcome() {
    TestReport report = runJava(List.of(KINDS), List.of(LOOM), List.of(LOOM));
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(report.isolation()).isEqualTo(IsolationMode.IN_PROCESS);
    assertThat(all(report))
        .as(report.toString())
        .containsOnly(
            Map.entry("loom.KindsTest#passes", TestStatus.PASSED),
            Map.entry("loom.KindsTest#fails", TestStatus.FAILED),
            Map.entry("loom.KindsTest#errs", TestStatus.ERROR),
            Map.entry("loom.KindsTest#refuses", TestStatus.PASSED),
            Map.entry("loom.KindsTest#packagePrivate", TestStatus.PASSED),
            Map.entry("loom.KindsTest#off", TestStatus.SKIPPED),
            Map.entry("loom.KindsTest#assumes", TestStatus.SKIPPED),
            Map.entry("loom.KindsTest#many(int, int)[1]", TestStatus.PASSED),
            Map.entry("loom.KindsTest#many(int, int)[2]", TestStatus.FAILED),
            Map.entry("loom.KindsTest#again[1]", TestStatus.PASSED),
            Map.entry("loom.KindsTest#again[2]", TestStatus.PASSED),
            Map.entry("loom.KindsTest#made[1]", TestStatus.PASSED),
            Map.entry("loom.KindsTest$Inner#within", TestStatus.PASSED));
    assertThat(report.results().stream().filter(r -> r.status() == TestStatus.FAILED))
        .allSatisfy(
            r -> assertThat(r.message()).contains("expected: <").contains("KindsTest.java"));
    assertThat(all(runJava(List.of(KINDS), List.of(LOOM), List.of(LOOM)))).isEqualTo(all(report));
  }

  @Test
  void onlyWhatIsAskedForRuns() {
    List<TestId> ids =
        List.of(
            new TestId("loom.KindsTest#many(int, int)[2]"),
            new TestId("loom.KindsTest$Inner#within"),
            new TestId("loom.KindsTest#gone"));
    TestReport report =
        runJava(List.of(KINDS), List.of(LOOM), List.of(LOOM), ids, TIME, ResourceLimits.DEFAULT);
    assertThat(all(report))
        .containsOnly(
            Map.entry("loom.KindsTest#many(int, int)[2]", TestStatus.FAILED),
            Map.entry("loom.KindsTest$Inner#within", TestStatus.PASSED),
            Map.entry("loom.KindsTest#gone", TestStatus.MISSING));
  }

  @Test
  void aCandidateThatDoesNotCompileIsBrokenAndTheCompilerSaysWhere() {
    SourceFile broken = file(LOOM.path(), LOOM.text().replace("2 * x", "2 * y"));
    TestReport report =
        runJava(
            List.of(KINDS),
            List.of(LOOM),
            List.of(broken),
            List.of(new TestId("loom.KindsTest#passes")),
            TIME,
            ResourceLimits.DEFAULT);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.CANDIDATE_BROKEN);
    assertThat(report.results().get(0).status()).isEqualTo(TestStatus.ERROR);
    assertThat(report.results().get(0).message()).contains("loom/Loom.java:8: cannot find symbol");
    assertThat(
            runJava(
                    List.of(KINDS),
                    List.of(LOOM),
                    List.of(),
                    List.of(new TestId("loom.KindsTest#passes")),
                    TIME,
                    ResourceLimits.DEFAULT)
                .outcome())
        .isEqualTo(RunOutcome.CANDIDATE_BROKEN);
  }

  private static final SourceFile LOOM_WITH_MORE =
      file(
          LOOM.path(),
          LOOM.text()
              .replace(
                  "  static String hidden()",
                  "  public static final int MOST = 5;\n\n  static int thrice(int x) {\n"
                      + "    return 3 * x;\n  }\n\n  static String hidden()"));

  private static final SourceFile USES =
      file(
          "loom/UsesTest.java",
          """
          package loom;

          import static org.junit.jupiter.api.Assertions.assertEquals;

          import org.junit.jupiter.api.Test;

          class UsesTest {
            @Test void missing() { assertEquals(6, Loom.thrice(2)); }
            @Test void there() { assertEquals(4, Loom.twice(2)); }
            @Test void constant() { assertEquals(2 + 3, Loom.MOST); }
          }
          """);

  @Test
  void whatIsNotThereLosesTheTestsThatUseItAndNoOthers() {
    TestReport report = runJava(List.of(KINDS, USES), List.of(LOOM_WITH_MORE), List.of(LOOM));
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(all(report))
        .containsEntry("loom.UsesTest#missing", TestStatus.ERROR)
        .containsEntry("loom.UsesTest#constant", TestStatus.ERROR)
        .containsEntry("loom.UsesTest#there", TestStatus.PASSED)
        .containsEntry("loom.KindsTest#passes", TestStatus.PASSED);
    assertThat(report.results().stream().filter(r -> r.id().value().endsWith("#missing")))
        .allSatisfy(r -> assertThat(r.message()).contains("NoSuchMethodError").contains("thrice"));
  }

  @Test
  void aConstantIsTheCandidatesNotTheOriginals() {
    SourceFile other = file(LOOM.path(), LOOM_WITH_MORE.text().replace("MOST = 5", "MOST = 6"));
    assertThat(all(runJava(List.of(USES), List.of(LOOM_WITH_MORE), List.of(LOOM_WITH_MORE))))
        .containsEntry("loom.UsesTest#constant", TestStatus.PASSED);
    assertThat(all(runJava(List.of(USES), List.of(LOOM_WITH_MORE), List.of(other))))
        .containsEntry("loom.UsesTest#constant", TestStatus.FAILED);
  }

  @Test
  void aSuiteThatDoesNotFitItsOriginalIsTheApplicationsFault() {
    assertThatThrownBy(() -> runJava(List.of(USES), List.of(LOOM), List.of(LOOM)))
        .isInstanceOf(ApplicationException.class)
        .hasMessageContaining("loom/UsesTest.java:8")
        .hasMessageContaining("thrice");
  }

  @Test
  void plainFilesAreResources() {
    SourceFile reads =
        file(
            "app/Reads.java",
            """
            package app;

            import java.io.InputStream;

            public class Reads {
              public static String prices() throws Exception {
                try (InputStream in = Reads.class.getResourceAsStream("/app/prices.csv")) {
                  return new String(in.readAllBytes(), "UTF-8");
                }
              }
            }
            """);
    SourceFile test =
        file(
            "app/ReadsTest.java",
            """
            package app;

            class ReadsTest {
              @org.junit.jupiter.api.Test void reads() throws Exception {
                org.junit.jupiter.api.Assertions.assertEquals("a;1\\n", Reads.prices());
              }
            }
            """);
    TestReport report =
        runJava(List.of(test), List.of(reads), List.of(reads, file("app/prices.csv", "a;1\n")));
    assertThat(all(report))
        .as(report.toString())
        .containsExactly(Map.entry("app.ReadsTest#reads", TestStatus.PASSED));
  }

  @Test
  void dependenciesBesideJUnitAreNotThere() {
    TestSuite suite =
        TestSuite.builder("java-app", "java", List.of(KINDS))
            .dependencies(List.of("guava"))
            .build();
    EnvironmentSpec java = EnvironmentSpec.builder("java").build();
    assertThatThrownBy(() -> runner().prepare(suite, java))
        .isInstanceOf(RunnerException.class)
        .hasMessageContaining("lacks guava");
  }

  @Test
  void pythonRunsInItsOwnSandboxBesideIt() {
    assertHeld(attack("return 'held'\n"));
    assertJavaHeld(javaAttack("return \"held\";"));
  }
}
