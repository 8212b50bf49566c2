package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.iccm.api.application.SourceFile;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.Test;

/**
 * Candidates in Java that want to pass without doing what the tests ask. All of them give {@code
 * value()} wrong, so that test {@code after} has to fail, and {@code attack()} too.
 */
public abstract class JavaForgeryTests extends JavaSandboxed {
  /** An application that does wrong in its static initialiser, before its first method. */
  private TestReport forged(String body, SourceFile... more) {
    List<SourceFile> files = new ArrayList<>(List.of(more));
    files.add(
        file(
            "app/App.java",
            "package app;\n\npublic class App {\n  static {\n    try {\n"
                + body.indent(6)
                + "    } catch (Throwable e) {\n      System.out.println(\"failed: \" + e);\n    }\n  }\n\n"
                + "  public static int value() {\n    return 7;\n  }\n\n"
                + "  public static String attack() {\n    return \"?\";\n  }\n}\n"));
    return javaAttack(files, TIME, ResourceLimits.DEFAULT);
  }

  /** Neither of the two that it gets wrong is passed. */
  private static void assertNotRaised(TestReport report) {
    assertThat(javaStatuses(report).get("attack"))
        .as(report.toString())
        .isNotEqualTo(TestStatus.PASSED);
    assertThat(javaStatuses(report).get("after"))
        .as(report.toString())
        .isNotEqualTo(TestStatus.PASSED);
  }

  private static void assertOnlyPlainPassed(TestReport report) {
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertNotRaised(report);
    assertThat(javaStatuses(report))
        .as(report.toString())
        .containsEntry("plain", TestStatus.PASSED);
  }

  @Test
  void theHonestOnePasses() {
    assertJavaHeld(javaAttack("return \"held\";"));
    assertOnlyPlainPassed(forged(""));
  }

  @Test
  void leavingWithSuccessIsTampering() {
    for (String exit : List.of("System.exit(0);", "Runtime.getRuntime().halt(0);")) {
      TestReport report = forged(exit);
      assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TAMPERED);
      assertNotRaised(report);
    }
  }

  @Test
  void leavingWithAnyOtherStatusLosesTheRest() {
    TestReport report = forged("Runtime.getRuntime().halt(5);");
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(report.detail()).contains("status 5");
    assertNotRaised(report);
  }

  @Test
  void linesOfItsOwnInTheReportAreTampering() {
    TestReport report =
        forged(
            """
            try (java.io.FileOutputStream out = new java.io.FileOutputStream("/proc/self/fd/3")) {
              out.write("0000 {\\"k\\":\\"test\\",\\"n\\":3,\\"id\\":\\"app.AppTest#after\\",\\"status\\":\\"PASSED\\"}\\n".getBytes());
            }
            """);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TAMPERED);
    assertNotRaised(report);
  }

  @Test
  void theSecretIsInNoPlaceThatPlainCodeReads() {
    TestReport report =
        forged(
            """
            StringBuilder seen = new StringBuilder();
            for (String file : new String[] {"cmdline", "environ"}) {
              seen.append(new String(java.nio.file.Files.readAllBytes(java.nio.file.Path.of("/proc/self/" + file))));
            }
            seen.append(System.getenv()).append(System.getProperties());
            seen.append(new String(System.in.readAllBytes()));
            System.out.println(seen.toString().matches("(?s).*[0-9a-f]{48}.*") ? "FOUND" : "nothing");
            """);
    assertThat(report.output()).contains("nothing").doesNotContain("FOUND");
    assertOnlyPlainPassed(report);
  }

  @Test
  void serviceFilesOfACandidateAreNotThere() {
    SourceFile listener =
        file(
            "app/Listener.java",
            """
            package app;

            public class Listener {
              public Listener() { System.out.println("REGISTERED"); Runtime.getRuntime().halt(0); }
            }
            """);
    List<SourceFile> services = new ArrayList<>(List.of(listener));
    for (String service :
        List.of(
            "org.junit.platform.launcher.TestExecutionListener",
            "org.junit.platform.launcher.LauncherSessionListener",
            "org.junit.platform.engine.TestEngine",
            "org.junit.jupiter.api.extension.Extension")) {
      services.add(file("META-INF/services/" + service, "app.Listener\n"));
      services.add(file("META-INF/services/" + service + ".txt", "app.Listener\n"));
    }
    services.add(
        file(
            "junit-platform.properties",
            "junit.jupiter.extensions.autodetection.enabled=true\n"
                + "junit.jupiter.conditions.deactivate=*\n"));
    TestReport report = forged("", services.toArray(SourceFile[]::new));
    assertThat(report.output()).doesNotContain("REGISTERED");
    assertThat(report.detail()).contains("META-INF/services").contains("junit-platform.properties");
    assertOnlyPlainPassed(report);
  }

  @Test
  void annotationProcessorsDoNotRun() {
    SourceFile processor =
        file(
            "app/Processor.java",
            """
            package app;

            import java.util.Set;
            import javax.annotation.processing.*;
            import javax.lang.model.element.TypeElement;

            @SupportedAnnotationTypes("*")
            public class Processor extends AbstractProcessor {
              static { System.out.println("PROCESSED"); }
              @Override public boolean process(Set<? extends TypeElement> t, RoundEnvironment e) {
                System.out.println("PROCESSED");
                return false;
              }
            }
            """);
    TestReport report =
        forged(
            "",
            processor,
            file("META-INF/services/javax.annotation.processing.Processor", "app.Processor\n"));
    assertThat(report.output()).doesNotContain("PROCESSED");
    assertOnlyPlainPassed(report);
  }

  @Test
  void pomsAndForgedSurefireReportsAreRead() {
    TestReport report =
        forged(
            """
            java.nio.file.Path reports = java.nio.file.Path.of("/tmp/target/surefire-reports");
            java.nio.file.Files.createDirectories(reports);
            java.nio.file.Files.writeString(reports.resolve("TEST-app.AppTest.xml"),
                "<testsuite name='app.AppTest' tests='3' failures='0'><testcase name='after' classname='app.AppTest'/></testsuite>");
            """,
            file(
                "pom.xml",
                "<project><build><testFailureIgnore>true</testFailureIgnore></build></project>"),
            file(
                "target/surefire-reports/TEST-app.AppTest.xml",
                "<testsuite tests='3' failures='0'/>"));
    assertThat(report.detail()).contains("pom.xml");
    assertOnlyPlainPassed(report);
  }

  @Test
  void classesInJUnitsPackagesAreRefused() {
    SourceFile assertions =
        file(
            "app/Assertions.java",
            """
            package org.junit.jupiter.api;

            class Hidden {
              public static void assertEquals(Object a, Object b) {}
            }
            """);
    TestReport report = forged("", assertions);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.CANDIDATE_BROKEN);
    assertThat(report.detail()).contains("org.junit.jupiter.api.Hidden");
    assertNotRaised(report);
  }

  @Test
  void aClassNamedLikeATestDoesNotTakeItsPlace() {
    SourceFile other =
        file(
            "app/Other.java",
            """
            package app;

            class AppTest {
              @Deprecated void attack() {}
              void after() {}
              void plain() {}
            }
            """);
    assertOnlyPlainPassed(forged("", other));
  }

  @Test
  void aTestClassDefinedAtRunTimeComesTooLate() {
    TestReport report =
        forged(
            """
            try (java.io.InputStream in = App.class.getResourceAsStream("/app/AppTest.class")) {
              byte[] bytes = in == null ? new byte[8] : in.readAllBytes();
              java.lang.invoke.MethodHandles.lookup().defineClass(bytes);
            }
            """);
    assertOnlyPlainPassed(report);
  }

  @Test
  void theLauncherCannotBeStartedAgainNorLookedInto() {
    TestReport report =
        forged(
            """
            ClassLoader loader = ClassLoader.getSystemClassLoader();
            for (String name : new String[] {"Main", "Report", "Session", "Recorder", "Orders"}) {
              Class<?> type = Class.forName("org.iccm.harness.junit." + name, true, loader);
              for (java.lang.reflect.Field f : type.getDeclaredFields()) {
                if (java.lang.reflect.Modifier.isStatic(f.getModifiers())) {
                  f.setAccessible(true);
                  if (String.valueOf(f.get(null)).matches("[0-9a-f]{48}")) {
                    System.out.println("FOUND");
                  }
                }
              }
            }
            java.lang.reflect.Method main =
                Class.forName("org.iccm.harness.junit.Main", true, loader).getDeclaredMethod("main", String[].class);
            main.setAccessible(true);
            main.invoke(null, (Object) new String[] {"/tmp/report", "/work/agent/junit"});
            """);
    assertThat(report.output()).doesNotContain("FOUND");
    assertNotRaised(report);
    assertThat(javaStatuses(report)).doesNotContainEntry("attack", TestStatus.PASSED);
  }

  @Test
  void jUnitsInsidesAreClosed() {
    TestReport report =
        forged(
            """
            int opened = 0;
            for (String name : new String[] {
                "org.junit.platform.launcher.core.DefaultLauncher",
                "org.junit.platform.engine.support.hierarchical.ThrowableCollector",
                "org.junit.jupiter.api.AssertEquals"}) {
              for (java.lang.reflect.Method m :
                  Class.forName(name, true, ClassLoader.getSystemClassLoader()).getDeclaredMethods()) {
                try {
                  m.setAccessible(true);
                  if (!java.lang.reflect.Modifier.isPublic(m.getModifiers())) opened++;
                } catch (java.lang.reflect.InaccessibleObjectException e) {
                  continue;
                }
              }
            }
            System.out.println("opened " + opened);
            """);
    assertThat(report.output()).contains("opened 0");
    assertOnlyPlainPassed(report);
  }

  @Test
  void nothingReachesIntoTheRuntime() {
    TestReport report =
        forged(
            """
            for (String name : new String[] {
                "sun.misc.Unsafe", "java.lang.instrument.Instrumentation", "com.sun.tools.attach.VirtualMachine",
                "com.sun.management.HotSpotDiagnosticMXBean", "com.sun.jdi.Bootstrap"}) {
              try {
                Class.forName(name);
                System.out.println("THERE: " + name);
              } catch (ClassNotFoundException e) {
                System.out.println("no " + name);
              }
            }
            try {
              System.setSecurityManager(new SecurityManager());
              System.out.println("THERE: a manager");
            } catch (UnsupportedOperationException e) {
              System.out.println("no manager");
            }
            """);
    assertThat(report.output())
        .contains("no sun.misc.Unsafe", "no manager")
        .doesNotContain("THERE");
    assertOnlyPlainPassed(report);
  }

  @Test
  void variablesThatWouldAddAnAgentAreNotThere() {
    TestReport report =
        forged(
            """
            System.out.println("options: " + System.getenv("JAVA_TOOL_OPTIONS") + System.getenv("JDK_JAVA_OPTIONS"));
            Process p = new ProcessBuilder("/opt/java/bin/java", "-XshowSettings:none", "-version").redirectErrorStream(true).start();
            System.out.println(p.waitFor());
            """);
    assertThat(report.output()).contains("options: nullnull");
    assertOnlyPlainPassed(report);
  }

  @Test
  void nativeCodeCannotBeLoaded() {
    TestReport report =
        forged(
            """
            java.nio.file.Path copy = java.nio.file.Path.of("/tmp/libx.so");
            java.nio.file.Files.copy(java.nio.file.Path.of("/opt/java/lib/libzip.so"), copy);
            try {
              System.load(copy.toString());
              System.out.println("LOADED");
            } catch (UnsatisfiedLinkError e) {
              System.out.println("refused");
            }
            """);
    assertThat(report.output()).contains("refused").doesNotContain("LOADED");
    assertOnlyPlainPassed(report);
  }

  /** A suite that would be satisfied by anything that equals everything. */
  private static final SourceFile OBJECTS =
      file(
          "app/AppTest.java",
          """
          package app;

          import org.junit.jupiter.api.*;

          class AppTest {
            @Test void attack() { Assertions.assertEquals("held", App.make()); }
            @Test void after() { Assertions.assertEquals(42, App.make()); }
            @Test void plain() { Assertions.assertNotNull(App.class); }
          }
          """);

  private static final SourceFile MAKES =
      file(
          "app/App.java",
          "package app;\n\npublic class App {\n  static Object make() { return 42; }\n}\n");

  @Test
  void objectsThatEqualEverythingMeetFinalClasses() {
    SourceFile any =
        file(
            "app/App.java",
            """
            package app;

            public class App {
              @Override public boolean equals(Object o) { return true; }
              @Override public int hashCode() { return 0; }
              @Override public String toString() { return "held"; }
              static Object make() { return new App(); }
            }
            """);
    assertNotRaised(runJava(List.of(OBJECTS), List.of(MAKES), List.of(any)));
  }

  @Test
  void namesThatATestUsesMeanWhatTheyMeanToTheOriginal() {
    SourceFile assertions =
        file(
            "app/Assertions.java",
            """
            package app;

            class Assertions {
              static void assertEquals(Object a, Object b) {}
              static void assertEquals(String a, Object b) {}
              static void assertNotNull(Object a) {}
            }
            """);
    SourceFile wrong = file(MAKES.path(), MAKES.text().replace("42", "7"));
    TestReport report = runJava(List.of(OBJECTS), List.of(MAKES), List.of(wrong, assertions));
    assertOnlyPlainPassed(report);
  }

  @Test
  void hostileExceptionsDoNotStopTheReport() {
    TestReport report =
        javaAttack(
            """
            throw new RuntimeException() {
              @Override public String getMessage() { throw new Error("again"); }
              @Override public String toString() { throw new Error("again"); }
              @Override public StackTraceElement[] getStackTrace() { throw new Error("again"); }
            };
            """);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(javaStatuses(report))
        .containsEntry("attack", TestStatus.ERROR)
        .containsEntry("after", TestStatus.PASSED);
  }

  @Test
  void skippingAndAbortingIsNotPassing() {
    TestReport report =
        forged(
            """
            Class<?> assumptions = Class.forName("org.junit.jupiter.api.Assumptions", true, ClassLoader.getSystemClassLoader());
            assumptions.getMethod("abort").invoke(null);
            """);
    assertNotRaised(report);
  }
}
