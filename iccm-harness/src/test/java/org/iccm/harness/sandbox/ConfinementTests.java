package org.iccm.harness.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.iccm.api.application.SourceFile;
import org.iccm.api.application.TestSuite;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestResult;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestStatus;
import org.junit.jupiter.api.Test;

/** What a candidate can see, reach and change, and what a suite may count on. */
public abstract class ConfinementTests extends Sandboxed {
  @Test
  void noNetwork() throws IOException {
    // a server on this host's loopback, like a model server's
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      assertHeld(
          attack(
              """
              import socket
              for family, address in [
                  (socket.AF_INET, ("127.0.0.1", %d)),
                  (socket.AF_INET, ("192.0.2.1", 80)),
                  (socket.AF_INET, ("169.254.169.254", 80)),
                  (socket.AF_INET6, ("2001:db8::1", 80)),
              ]:
                  s = socket.socket(family, socket.SOCK_STREAM)
                  s.settimeout(2)
                  try:
                      s.connect(address)
                      return "reached %%s" %% (address,)
                  except OSError:
                      pass
              try:
                  return "resolved " + str(socket.getaddrinfo("example.com", 80))
              except OSError:
                  return "held"
              """
                  .formatted(server.getLocalPort())));
    }
  }

  @Test
  void filesOfTheHost() throws IOException {
    Path secret = Files.createTempFile("iccm-host", ".txt");
    try {
      Files.writeString(secret, "secret");
      assertHeld(
          attack(
              """
              import os
              for path in %s:
                  try:
                      with open(path, "rb") as f:
                          if f.read(10):
                              return "read " + path
                  except OSError:
                      pass
                  try:
                      if os.path.isdir(path) and os.listdir(path):
                          return "listed " + path
                  except OSError:
                      pass
              return "held"
              """
                  .formatted(
                      List.of(
                              "/etc/shadow",
                              secret,
                              System.getProperty("user.home") + "/.cache",
                              "/proc/1/environ",
                              "/proc/1/mem",
                              "/proc/1/root/etc",
                              "/proc/kcore",
                              "/dev/mem",
                              "/dev/vda",
                              "/dev/sda",
                              "/var/run/docker.sock")
                          .stream()
                          .map(p -> "\"" + p + "\"")
                          .toList())));
    } finally {
      Files.delete(secret);
    }
  }

  @Test
  void nothingOfTheSystemCanBeWritten() {
    assertHeld(
        attack(
            """
            import os
            for path in ["/x", "/usr/x", "/etc/x", "/dev/x", "/proc/sys/kernel/core_pattern",
                         "/proc/sys/kernel/domainname", "/proc/sysrq-trigger", "/work/x",
                         "/work/src/app.py", "/work/iccm_suite/reward/test_app.py",
                         "/work/agent/recorder.py", "/work/agent/pytest.ini", "/sys/x",
                         "/proc/1/oom_score_adj", "/proc/1/mem"]:
                try:
                    with open(path, "r+b" if os.path.exists(path) else "wb") as f:
                        f.write(b"x")
                    return "wrote " + path
                except OSError:
                    pass
            for action in [lambda: os.chmod("/work/src", 0o777), lambda: os.unlink("/work/src/app.py"),
                           lambda: os.rename("/work/src", "/work/other"),
                           lambda: os.chown("/tmp", 0, 0), lambda: os.mknod("/tmp/sda", 0o60666, 2049)]:
                try:
                    action()
                    return "changed the system"
                except OSError:
                    pass
            return "held"
            """));
  }

  @Test
  void noRightsOfRoot() {
    assertHeld(
        attack(
            """
            import ctypes, os
            libc = ctypes.CDLL(None, use_errno=True)
            if 0 in os.getresuid() + os.getresgid() or os.getgroups() not in ([], [65534]):
                return "ids %s %s %s" % (os.getresuid(), os.getresgid(), os.getgroups())
            with open("/proc/self/status") as f:
                status = dict(line.split(":", 1) for line in f)
            for name in ("CapInh", "CapPrm", "CapEff", "CapAmb"):
                if int(status[name], 16):
                    return name + status[name]
            if status["NoNewPrivs"].strip() != "1":
                return "may gain privileges"
            for flag in (0x10000000, 0x00020000, 0x40000000, 0x20000000):
                if libc.unshare(flag) == 0:
                    return "unshared %x" % flag
            if libc.mount(b"none", b"/tmp", b"tmpfs", 0, None) == 0:
                return "mounted"
            for call in (lambda: os.setuid(0), lambda: os.setgid(0), lambda: os.chroot("/tmp")):
                try:
                    call()
                    return "gained a right"
                except OSError:
                    pass
            if libc.ptrace(16, 1, 0, 0) == 0:
                return "traced process 1"
            try:
                os.kill(1, 9)
            except OSError:
                pass
            try:
                os.setpriority(os.PRIO_PROCESS, 0, -5)
                return "raised its priority"
            except OSError:
                return "held"
            """));
  }

  @Test
  void environmentIsMadeFromNothing() {
    assertHeld(
        attack(
            """
            import os, sys, time
            allowed = {"PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL", "PYTHONHASHSEED",
                       "PYTHONDONTWRITEBYTECODE", "PYTHONSAFEPATH", "PYTEST_DISABLE_PLUGIN_AUTOLOAD",
                       "PYTEST_CURRENT_TEST", "PYTEST_VERSION"}
            more = set(os.environ) - allowed
            if more:
                return "has %s" % sorted(more)
            if time.tzname != ("UTC", "UTC") or sys.flags.hash_randomization:
                return "not the same everywhere"
            if sys.stdin.read():
                return "has input"
            return "held"
            """));
  }

  @Test
  void noDescriptorLeadsOut() {
    assertHeld(
        attack(
            """
            import os
            found = []
            for pid in filter(str.isdigit, os.listdir("/proc")):
                if int(pid) == os.getpid():
                    continue
                try:
                    for fd in os.listdir("/proc/%s/fd" % pid):
                        found.append("%s/%s" % (pid, fd))
                except OSError:
                    pass
            return "held" if not found else "sees descriptors %s" % found
            """));
  }

  @Test
  void filesOfALaterRunAreNotThere() {
    String body =
        """
        import os
        seen = [p for p in ("/tmp/mark", "/dev/shm/mark") if os.path.exists(p)]
        for p in ("/tmp/mark", "/dev/shm/mark"):
            open(p, "w").close()
        return "held" if not seen else str(seen)
        """;
    assertHeld(attack(body));
    assertHeld(attack(body));
  }

  @Test
  void candidatesMayHaveModulesNamedLikeTheDrivers() {
    List<String> names =
        List.of("agent", "confine", "envelope", "kernel", "memory", "parents", "probe", "streams");
    List<SourceFile> files =
        new ArrayList<>(names.stream().map(n -> new SourceFile(n + ".py", "MINE = 1\n")).toList());
    String imports = names.stream().map(n -> "import " + n + "\n").collect(Collectors.joining());
    String sum = names.stream().map(n -> n + ".MINE").collect(Collectors.joining(" + "));
    files.add(
        new SourceFile(
            "app.py",
            imports
                + "VALUE = 42\ndef attack():\n    return 'held' if "
                + sum
                + " == 8 else 'no'\n"));
    assertHeld(
        run(
            SUITE,
            files,
            ids("test_attack", "test_after", "test_plain"),
            Duration.ofSeconds(20),
            LIMITS));
  }

  @Test
  void suitesMayHaveHelpersConftestDataAndFilesOfOneName() {
    TestSuite suite =
        TestSuite.builder(
                "helpers",
                "python",
                List.of(
                    new SourceFile(
                        "conftest.py",
                        "import pytest\n@pytest.fixture\ndef seven():\n    return 7\n"),
                    new SourceFile("helper.py", "FACTOR = 6\n"),
                    new SourceFile("data/n.txt", "42\n"),
                    new SourceFile(
                        "reward/test_same.py",
                        """
                        import pathlib
                        import unittest

                        import pytest

                        from app import times
                        from helper import FACTOR


                        def test_fixture(seven, tmp_path, capsys, monkeypatch):
                            monkeypatch.setattr("app.BASE", 0)
                            (tmp_path / "x").write_text("y")
                            print("seen")
                            assert capsys.readouterr().out == "seen\\n"
                            assert times(seven, FACTOR) == 42


                        @pytest.mark.parametrize("n", [1, "\u20ac", None])
                        def test_ids(n):
                            assert times(1, 1) == 1


                        class TestGroup:
                            def test_data(self):
                                path = pathlib.Path(__file__).parent.parent / "data" / "n.txt"
                                assert times(6, 7) == int(path.read_text())


                        class OldStyle(unittest.TestCase):
                            def test_old(self):
                                self.assertEqual(times(2, 2), 4)

                            @unittest.expectedFailure
                            def test_expected(self):
                                self.assertEqual(times(2, 2), 5)


                        @pytest.mark.xfail(strict=True)
                        def test_passes_unexpectedly():
                            assert times(1, 1) == 1
                        """),
                    new SourceFile(
                        "report/test_same.py",
                        "from app import times\n\n\ndef test_more():\n    assert times(0, 9) == 0\n")))
            .build();
    PreparedSuite prepared =
        runner().prepare(suite, EnvironmentSpec.builder("python").limits(LIMITS).build());
    TestReport report =
        runner()
            .run(
                TestRun.builder(
                        prepared,
                        List.of(
                            new SourceFile(
                                "app.py",
                                "BASE = 0\n\n\ndef times(a, b):\n    return BASE + a * b\n"),
                            // a module that is called like a directory of the suite
                            new SourceFile("report.py", "raise RuntimeError('not imported')\n")))
                    .timeLimit(Duration.ofSeconds(20))
                    .build());
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    assertThat(
            report.results().stream()
                .collect(Collectors.toMap(r -> r.id().value(), TestResult::status)))
        .as(report.toString())
        .isEqualTo(
            Map.of(
                "reward/test_same.py::test_fixture", TestStatus.PASSED,
                "reward/test_same.py::test_ids[1]", TestStatus.PASSED,
                "reward/test_same.py::test_ids[\\u20ac]", TestStatus.PASSED,
                "reward/test_same.py::test_ids[None]", TestStatus.PASSED,
                "reward/test_same.py::TestGroup::test_data", TestStatus.PASSED,
                "reward/test_same.py::OldStyle::test_old", TestStatus.PASSED,
                "reward/test_same.py::OldStyle::test_expected", TestStatus.SKIPPED,
                "reward/test_same.py::test_passes_unexpectedly", TestStatus.FAILED,
                "report/test_same.py::test_more", TestStatus.PASSED));
  }
}
