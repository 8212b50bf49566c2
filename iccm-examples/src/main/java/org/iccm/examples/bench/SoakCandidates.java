package org.iccm.examples.bench;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestId;
import org.iccm.api.application.TestSuite;

/**
 * A small suite, candidates whose verdict tells which of them was run, and hostile ones. Immutable.
 */
final class SoakCandidates {
  private static final int TESTS = 16;

  /** Odd, so that numbers below 2^16 give as many different sets of passed tests. */
  private static final int SPREAD = 40_503;

  private static final int HOSTILE_OF = 20;
  private static final String FILE = "test_bits.py";
  private static final String SUITE =
      """
      import app
      import pytest


      @pytest.mark.parametrize("k", range(16))
      def test_bit(k):
          assert app.bit(k) == k * 31 % 17 + 1
      """;
  private static final String HONEST =
      """
      MASK = %d


      def bit(k):
          return k * 31 %% 17 + 1 if MASK >> k & 1 else 0
      """;

  /** What each does when it is loaded; it passes no test. */
  private static final Map<String, String> ATTACKS = attacks();

  private SoakCandidates() {}

  /**
   * One run to make.
   *
   * @param name what kind it is
   * @param files the candidate
   * @param expected what it passes
   * @param limit its time
   */
  record Plan(String name, List<SourceFile> files, Set<TestId> expected, Duration limit) {}

  static TestSuite suite() {
    return TestSuite.builder("soak", "python", List.of(new SourceFile(FILE, SUITE))).build();
  }

  static List<SourceFile> original() {
    return honest(0xFFFF);
  }

  /** Every twentieth is hostile. */
  static Plan plan(int number) {
    if (number % HOSTILE_OF == HOSTILE_OF / 2) {
      List<String> names = List.copyOf(ATTACKS.keySet());
      String name = names.get(number / HOSTILE_OF % names.size());
      String source =
          "import os, sys, threading, time\n\n\ndef bit(k):\n    return 0\n\n\n"
              + ATTACKS.get(name);
      return new Plan(
          name, List.of(new SourceFile("app.py", source)), Set.of(), Duration.ofMillis(500));
    }
    int mask = number * SPREAD & 0xFFFF;
    Set<TestId> expected = new HashSet<>();
    for (int k = 0; k < TESTS; k++) {
      if ((mask >> k & 1) == 1) {
        expected.add(new TestId(FILE + "::test_bit[" + k + "]"));
      }
    }
    return new Plan("honest", honest(mask), expected, Duration.ofSeconds(10));
  }

  private static List<SourceFile> honest(int mask) {
    return List.of(new SourceFile("app.py", HONEST.formatted(mask)));
  }

  private static Map<String, String> attacks() {
    Map<String, String> all = new TreeMap<>();
    all.put("exit", "os._exit(0)\n");
    all.put("busy", "while True:\n    pass\n");
    all.put("sleep", "time.sleep(60)\n");
    all.put("processes", "for _ in range(200):\n    if os.fork() == 0:\n        time.sleep(60)\n");
    all.put(
        "threads",
        "for _ in range(500):\n"
            + "    threading.Thread(target=time.sleep, args=(60,), daemon=True).start()\n");
    all.put("memory", "kept = []\nwhile True:\n    kept.append(bytearray(1 << 24))\n");
    all.put(
        "daemon",
        "if os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n        time.sleep(60)\n"
            + "    os._exit(0)\n");
    all.put(
        "disk",
        "for place in ('/tmp', '/dev/shm'):\n    try:\n        with open(place + '/full', 'wb') as f:\n"
            + "            while True:\n                f.write(bytes(1 << 20))\n"
            + "    except OSError:\n        pass\n");
    all.put(
        "files",
        "try:\n    for i in range(9000):\n        open('/tmp/f%d' % i, 'w').close()\n"
            + "except OSError:\n    pass\n");
    all.put("output", "for _ in range(64):\n    os.write(1, b'x' * (1 << 16))\n");
    all.put(
        "descriptors",
        "for fd in range(3, 64):\n    try:\n        os.write(fd, b'{\"k\": \"end\"}\\n')\n"
            + "    except OSError:\n        pass\n");
    all.put(
        "kill",
        "import signal\nfor pid in (-1, 1, os.getppid()):\n    try:\n"
            + "        os.kill(pid, signal.SIGKILL)\n    except OSError:\n        pass\n");
    all.put(
        "reports",
        "import _pytest.reports\n_pytest.reports.BaseReport.passed = property(lambda self: True)\n"
            + "_pytest.reports.TestReport.from_item_and_call = None\n");
    all.put(
        "sockets",
        "import socket\nkept = [socket.socket(socket.AF_UNIX), socket.socket()]\n"
            + "kept[0].bind('\\0soak')\nkept[1].bind(('127.0.0.1', 4242))\n[s.listen() for s in kept]\n"
            + "if os.fork() == 0:\n    time.sleep(60)\n");
    return all;
  }
}
