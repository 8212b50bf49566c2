package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;

/** Short ways to run Java. */
public abstract class JavaSandboxed extends Sandboxed {
  protected static final Duration TIME = Duration.ofSeconds(20);

  /** Two tests that call {@code App.attack()}, and one that needs nothing. */
  protected static final String JAVA_SUITE =
      """
      package app;

      import static org.junit.jupiter.api.Assertions.assertEquals;
      import static org.junit.jupiter.api.Assertions.assertTrue;

      import org.junit.jupiter.api.MethodOrderer;
      import org.junit.jupiter.api.Order;
      import org.junit.jupiter.api.Test;
      import org.junit.jupiter.api.TestMethodOrder;

      @TestMethodOrder(MethodOrderer.OrderAnnotation.class)
      class AppTest {
        @Order(1)
        @Test
        void attack() throws Exception {
          assertEquals("held", App.attack());
        }

        @Order(2)
        @Test
        void after() {
          assertEquals(41 + 1, App.value());
        }

        @Order(3)
        @Test
        void plain() {
          assertTrue(App.class.getSimpleName().length() == 3);
        }
      }
      """;

  protected static SourceFile file(String path, String text) {
    return new SourceFile(path, text);
  }

  protected static List<TestId> javaIds(String... names) {
    List<TestId> ids = new ArrayList<>();
    Arrays.stream(names).map(n -> new TestId("app.AppTest#" + n)).forEach(ids::add);
    return ids;
  }

  /** Runs candidates against a suite that was compiled against an original. */
  protected TestReport runJava(
      List<SourceFile> suite,
      List<SourceFile> original,
      List<SourceFile> files,
      List<TestId> ids,
      Duration time,
      ResourceLimits limits) {
    TestSuite tests = TestSuite.builder("java-app", "java", suite).build();
    PreparedSuite prepared =
        runner().prepare(tests, EnvironmentSpec.builder("java").limits(limits).build());
    PreparedSuite described = runner().describe(prepared, original);
    return runner().run(TestRun.builder(described, files).testIds(ids).timeLimit(time).build());
  }

  protected TestReport runJava(
      List<SourceFile> suite, List<SourceFile> original, List<SourceFile> files) {
    return runJava(suite, original, files, List.of(), TIME, ResourceLimits.DEFAULT);
  }

  /** An application whose {@code attack()} has this body. */
  protected static SourceFile javaApp(String body) {
    return file(
        "app/App.java",
        "package app;\n\npublic class App {\n  public static int value() {\n    return 42;\n  }\n\n"
            + "  public static String attack() throws Exception {\n"
            + body.indent(4)
            + "  }\n}\n");
  }

  protected TestReport javaAttack(String body, Duration time, ResourceLimits limits) {
    return javaAttack(List.of(javaApp(body)), time, limits);
  }

  protected TestReport javaAttack(String body) {
    return javaAttack(body, TIME, ResourceLimits.DEFAULT);
  }

  protected TestReport javaAttack(List<SourceFile> files, Duration time, ResourceLimits limits) {
    return runJava(
        List.of(file("app/AppTest.java", JAVA_SUITE)),
        List.of(javaApp("return \"held\";")),
        files,
        javaIds("attack", "after", "plain"),
        time,
        limits);
  }

  protected static Map<String, TestStatus> javaStatuses(TestReport report) {
    return report.results().stream()
        .collect(
            java.util.stream.Collectors.toMap(
                r -> r.id().value().replaceFirst(".*#", ""), r -> r.status()));
  }

  protected static void assertJavaHeld(TestReport report) {
    assertThat(javaStatuses(report))
        .as(report.toString())
        .containsOnly(
            Map.entry("attack", TestStatus.PASSED),
            Map.entry("after", TestStatus.PASSED),
            Map.entry("plain", TestStatus.PASSED));
  }
}
