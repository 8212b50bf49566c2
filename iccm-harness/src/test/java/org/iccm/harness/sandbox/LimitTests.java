package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestStatus;
import org.iccm.harness.policy.Limit;
import org.junit.jupiter.api.Test;

/** Each limit against a candidate that really tries. */
public abstract class LimitTests extends Sandboxed {
  @Test
  void cardSaysWhatIsHeldBack() {
    assertThat(runner().card().limits())
        .containsOnlyKeys(Arrays.stream(Limit.values()).map(Limit::key).toArray(String[]::new));
  }

  @Test
  void memoryOfOneProcess() {
    TestReport report =
        attack("kept = [bytearray(8 << 20) for _ in range(1000)]\nreturn str(len(kept))\n");
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.OUT_OF_MEMORY);
  }

  @Test
  void memoryOfTheWholeTree() {
    TestReport report =
        attack(
            """
            import os, time
            for _ in range(8):
                if os.fork() == 0:
                    kept = bytearray(48 << 20)
                    time.sleep(30)
            time.sleep(5)
            return "eight children hold 384 MB"
            """);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.OUT_OF_MEMORY);
  }

  @Test
  void filesInMemoryCountAsMemoryOrDisk() {
    assertHeld(
        attack(
            """
            import os
            written = 0
            for place in ("/tmp", "/dev/shm", "/", "/work", "/work/src", "/dev", "/var/tmp", "/run"):
                try:
                    for i in range(100):
                        with open("%s/f%d" % (place, i), "wb") as f:
                            written += f.write(b"x" * (1 << 20))
                except OSError:
                    pass
            return "held" if 0 < written <= 16 << 20 else "wrote %d" % written
            """));
  }

  @Test
  void oneHugeFile() {
    assertHeld(
        attack(
            """
            try:
                with open("/tmp/sparse", "wb") as f:
                    f.truncate(1 << 40)
                return "made a terabyte"
            except OSError:
                return "held"
            """));
  }

  @Test
  void forkBomb() {
    TestReport report =
        attack(
            """
            import os
            made = 0
            try:
                while True:
                    if os.fork() == 0:
                        while True:
                            try:
                                os.fork()
                            except OSError:
                                pass
                    made += 1
            except OSError:
                return "held" if made < 40 else "made %d" % made
            """,
            Duration.ofSeconds(6), LIMITS);
    assertThat(report.outcome())
        .as(report.toString())
        .isIn(RunOutcome.COMPLETED, RunOutcome.TIMEOUT);
    assertThat(statuses(report)).containsEntry("test_attack", TestStatus.PASSED);
  }

  @Test
  void threadBomb() {
    assertHeld(
        attack(
            """
            import threading
            stop = threading.Event()
            made = []
            try:
                for _ in range(1000):
                    t = threading.Thread(target=stop.wait, daemon=True)
                    t.start()
                    made.append(t)
            except RuntimeError:
                stop.set()
                for t in made:
                    t.join()
                return "held" if len(made) < 40 else "made %d" % len(made)
            return "made 1000"
            """));
  }

  @Test
  void busyLoopInCode() {
    timesOut("while True: pass\n");
  }

  @Test
  void sleepThatIgnoresSignals() {
    timesOut(
        """
        import signal, time
        for s in range(1, 65):
            try:
                signal.signal(s, signal.SIG_IGN)
            except (OSError, ValueError):
                pass
        while True:
            time.sleep(100)
        """);
  }

  @Test
  void daemonThatLeavesItsSession() {
    long begun = System.nanoTime();
    TestReport report =
        attack(
            """
            import os, time
            if os.fork() == 0:
                os.setsid()
                if os.fork() == 0:
                    time.sleep(60)
                os._exit(0)
            return "held"
            """);
    assertHeld(report);
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(15));
  }

  private void timesOut(String body) {
    Duration limit = Duration.ofSeconds(2);
    long begun = System.nanoTime();
    TestReport report = attack(body, limit, LIMITS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TIMEOUT);
    assertThat(report.detail()).contains("test_attack");
    assertThat(report.results()).hasSize(3);
    assertThat(report.duration()).isGreaterThanOrEqualTo(limit);
    // far below what the attack would take, far above what a loaded machine takes
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofMinutes(2));
  }

  @Test
  void floodOfOutput() {
    ResourceLimits limits = LIMITS.toBuilder().outputBytes(4096).build();
    TestReport report =
        attack(
            """
            import sys
            print("the beginning")
            for _ in range(300):
                sys.stdout.write("x" * (1 << 20))
            print("the end")
            return "held"
            """,
            Duration.ofSeconds(20),
            limits);
    assertHeld(report);
    assertThat(report.output())
        .hasSizeLessThan(4096 + 512)
        .contains("the beginning", "bytes left out", "the end");
  }

  @Test
  void outputThatIsNoText() {
    TestReport report =
        attack(
            """
            import os
            os.write(1, bytes(range(256)))
            os.write(2, "\\u20ac \\U0001f600".encode())
            print("\\ud800".encode("utf-8", "surrogatepass"))
            return "held"
            """);
    assertHeld(report);
    assertThat(report.output()).contains("\u20ac \uD83D\uDE00").doesNotContain("\0");
  }

  @Test
  void messagesThatAreNoText() {
    TestReport report = attack("return 'a\\0b\\ud800c' + 'x' * 100000\n");
    assertThat(report.outcome()).isEqualTo(RunOutcome.COMPLETED);
    String message =
        report.results().stream()
            .filter(r -> r.id().value().endsWith("test_attack"))
            .findFirst()
            .orElseThrow()
            .message();
    assertThat(message).contains("assert").hasSizeLessThan(5000).doesNotContain("\0");
    assertThat(message.codePoints().filter(c -> c >= 0xD800 && c <= 0xDFFF)).isEmpty();
  }
}
