package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.Test;

/** Limits hold for Java too, whose runtime would take all that there is. */
public abstract class JavaLimitTests extends JavaSandboxed {
  private static final ResourceLimits SMALL =
      ResourceLimits.builder()
          .memoryBytes(320L << 20)
          .processes(40)
          .outputBytes(32 << 10)
          .diskBytes(16L << 20)
          .build();

  private void assertNextRunIsFine() {
    assertJavaHeld(javaAttack("return \"held\";"));
  }

  @Test
  void aHeapThatGrowsIsOutOfMemory() {
    TestReport report =
        javaAttack(
            """
            java.util.List<byte[]> all = new java.util.ArrayList<>();
            while (all.size() >= 0) {
              all.add(new byte[1 << 20]);
            }
            return "held";
            """,
            TIME,
            SMALL);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.OUT_OF_MEMORY);
    assertNextRunIsFine();
  }

  @Test
  void memoryBesideTheHeapCountsToo() {
    TestReport report =
        javaAttack(
            """
            java.util.List<Object> all = new java.util.ArrayList<>();
            try {
              while (true) {
                all.add(java.nio.ByteBuffer.allocateDirect(1 << 20));
              }
            } catch (OutOfMemoryError e) {
              return all.size() < 320 ? "held" : "too much";
            }
            """,
            TIME,
            SMALL);
    // either the runtime or the kernel stops it
    if (report.outcome() != RunOutcome.OUT_OF_MEMORY) {
      assertJavaHeld(report);
    }
    assertNextRunIsFine();
  }

  @Test
  void aBusyLoopIsOverTime() {
    TestReport report =
        javaAttack(
            "long n = 0;\nwhile (n >= 0) {\n  n = n * 31 % 1000003;\n}\nreturn \"held\";",
            Duration.ofSeconds(3), ResourceLimits.DEFAULT);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TIMEOUT);
    assertThat(report.detail()).contains("app.AppTest#attack");
    assertNextRunIsFine();
  }

  @Test
  void aSourceThatTheCompilerNeverFinishesIsOverTime() {
    StringBuilder deep = new StringBuilder("Object o = ");
    for (int i = 0; i < 200; i++) {
      deep.append("f(");
    }
    deep.append("null").append(")".repeat(200)).append(";\n");
    String app =
        "package app;\n\nimport java.util.function.*;\n\npublic class App {\n"
            + "  static <T> T f(T t) { return t; }\n  static <T> T f(Supplier<T> t) { return null; }\n"
            + "  static <T, U> T f(Function<T, U> t) { return null; }\n"
            + "  public static int value() { return 42; }\n  public static String attack() {\n"
            + deep
            + "    return \"held\";\n  }\n}\n";
    TestReport report =
        javaAttack(
            List.of(file("app/App.java", app)), Duration.ofSeconds(4), ResourceLimits.DEFAULT);
    assertThat(report.outcome())
        .as(report.toString())
        .isIn(RunOutcome.TIMEOUT, RunOutcome.CANDIDATE_BROKEN, RunOutcome.OUT_OF_MEMORY);
    assertNextRunIsFine();
  }

  @Test
  void nestingThatTheCompilerCannotTakeIsBroken() {
    TestReport report =
        javaAttack(
            "int x = " + "(".repeat(20_000) + "1" + ")".repeat(20_000) + ";\nreturn \"held\";");
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.CANDIDATE_BROKEN);
    assertNextRunIsFine();
  }

  @Test
  void threadsAndProcessesAreCounted() {
    TestReport report =
        javaAttack(
            """
            int started = 0;
            try {
              while (started < 500) {
                Thread t = new Thread(() -> {
                  try {
                    Thread.sleep(60_000);
                  } catch (InterruptedException e) {
                    return;
                  }
                });
                t.setDaemon(true);
                t.start();
                started++;
              }
            } catch (OutOfMemoryError e) {
              return started < 60 ? "held" : "started " + started;
            }
            return "started " + started;
            """,
            TIME,
            SMALL);
    assertJavaHeld(report);
    TestReport processes =
        javaAttack(
            """
            int started = 0;
            try {
              while (started < 500) {
                new ProcessBuilder("/bin/sleep", "60").start();
                started++;
              }
            } catch (java.io.IOException | OutOfMemoryError e) {
              return started < 60 ? "held" : "started " + started;
            }
            return "started " + started;
            """,
            TIME,
            SMALL);
    assertThat(javaStatuses(processes))
        .as(processes.toString())
        .doesNotContainValue(TestStatus.FAILED);
    assertNextRunIsFine();
  }

  @Test
  void outputIsCutInTheMiddle() {
    TestReport report =
        javaAttack(
            """
            byte[] line = "x".repeat(999).concat("\\n").getBytes();
            for (int i = 0; i < 20_000; i++) {
              System.out.write(line, 0, line.length);
              System.err.write(line, 0, line.length);
            }
            return "held";
            """,
            TIME,
            SMALL);
    assertJavaHeld(report);
    assertThat(report.output().length()).isLessThan(40 << 10);
    assertThat(report.output()).contains("bytes left out");
  }

  @Test
  void diskIsSmall() {
    TestReport report =
        javaAttack(
            """
            try (java.io.OutputStream out = java.nio.file.Files.newOutputStream(java.nio.file.Path.of("/tmp/big"))) {
              byte[] block = new byte[1 << 20];
              for (int i = 0; i < 64; i++) {
                out.write(block);
              }
            } catch (java.io.IOException e) {
              return "held";
            }
            return "written";
            """,
            TIME,
            SMALL);
    assertJavaHeld(report);
  }

  @Test
  void thereIsNoNetworkAndNothingOfTheHost() {
    TestReport report =
        javaAttack(
            """
            try (java.net.Socket s = new java.net.Socket()) {
              s.connect(new java.net.InetSocketAddress("192.0.2.1", 80), 500);
              return "connected";
            } catch (java.io.IOException e) {
              if (java.nio.file.Files.isReadable(java.nio.file.Path.of("/etc/shadow"))) {
                return "shadow";
              }
              for (String place : new String[] {"/x", "/work/x", "/work/src/x", "/work/iccm_suite/x", "/work/java/x", "/work/agent/x"}) {
                try {
                  java.nio.file.Files.writeString(java.nio.file.Path.of(place), "x");
                  return "wrote " + place;
                } catch (java.io.IOException f) {
                  continue;
                }
              }
              return "held";
            }
            """);
    assertJavaHeld(report);
  }

  @Test
  void deepRecursionIsAnErrorOfTheTest() {
    TestReport report = javaAttack("return attack() + \"x\";");
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(javaStatuses(report))
        .containsEntry("attack", TestStatus.ERROR)
        .containsEntry("after", TestStatus.PASSED);
  }
}
