"""Runs of suites in Java: a confined process becomes a Java runtime. JUnit and the launcher are what it starts with; the
candidate is text that they compile. Nothing of a candidate, and no pom, says how it is started.
"""

import fcntl
import os
import shutil
import subprocess

import kernel

HERE = os.path.dirname(os.path.abspath(__file__))
RUNTIMES = (
    "/opt/java/bin/java",
    "/opt/java/openjdk/bin/java",
    "/usr/local/openjdk-17/bin/java",
    "/usr/local/bin/java",
    "/usr/bin/java",
)
MODULES = "org.junit.jupiter.engine,org.junit.jupiter.params,org.junit.platform.launcher"
MAIN = "org.iccm.harness.junit.Main"
# classes of the runtime, JUnit and the launcher, as they lie in memory: made once a slot
SHARED, ARCHIVE = "/work/java", "/work/java/classes.jsa"
ARCHIVE_BYTES = 32 << 20
KEPT = ("PATH", "HOME", "TMPDIR", "TZ", "LANG", "LC_ALL")
# for what is not on the heap: classes, compiled code, threads, the runtime itself
APART = 176 << 20


def runtime():
    for place in RUNTIMES:
        if os.access(place, os.X_OK):
            return place
    return None


def command(java, memory, more, report):
    heap = max(memory - APART, memory * 3 // 8)
    jars = os.path.join(HERE, "junit")
    return [
        java,
        "-Xmx%dm" % (heap >> 20),
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:CICompilerCount=1",
        "-XX:ReservedCodeCacheSize=32m",
        "-XX:-UsePerfData",
        "-XX:+DisableAttachMechanism",
        "-XX:+ExitOnOutOfMemoryError",
        "-XX:-CreateCoredumpOnCrash",
        "-XX:+ErrorFileToStderr",
        "-Xshare:auto",
        *more,
        "-Djava.security.manager=disallow",
        "-Djava.io.tmpdir=/tmp",
        "-Dfile.encoding=UTF-8",
        "-Duser.language=en",
        "-Duser.country=US",
        "-p",
        jars,
        "--add-modules",
        MODULES,
        "-cp",
        os.path.join(HERE, "launcher.jar"),
        MAIN,
        report,
        jars,
    ]


def orders(work, secret, suite, candidate, most, ids):
    return "\n".join([work, secret, suite, candidate, str(most), *ids, ""]).encode("utf-8", "surrogateescape")


def confined(run, _prepared):
    """Becomes the runtime. What it is to do comes through a pipe, so that nobody can read it a second time."""
    java = runtime()
    if java is None:
        os.write(2, b"there is no Java here")
        os._exit(72)
    text = orders(
        run["work"],
        run["secret"],
        os.path.join(run["root"], run["suite"]),
        run["candidate"],
        run["messageChars"],
        run["ids"],
    )
    source, target = os.pipe()
    fcntl.fcntl(target, fcntl.F_SETPIPE_SZ, max(4096, len(text)))
    os.write(target, text)
    os.close(target)
    os.dup2(source, 0)
    os.close(source)
    more = ["-XX:SharedArchiveFile=" + ARCHIVE] if os.path.exists(ARCHIVE) else []
    environment = {name: os.environ[name] for name in KEPT if name in os.environ}
    os.execve(java, command(java, run["memoryBytes"], more, "/proc/self/fd/3"), environment)


SOURCE = """
package sample;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

public final class Sample {
  public record Line(String name, int count) {}

  enum Size { SMALL, LARGE }

  private final Map<String, Integer> counts = new TreeMap<>();

  public String add(String name, int count) {
    if (count < 0) {
      throw new IllegalArgumentException("below zero: " + count);
    }
    counts.merge(name, count, Integer::sum);
    return switch (count % 2 == 0 ? Size.SMALL : Size.LARGE) {
      case SMALL -> "s" + count;
      case LARGE -> String.format("%05d", count);
    };
  }

  public List<String> names() {
    StringBuilder out = new StringBuilder();
    for (Map.Entry<String, Integer> e : counts.entrySet()) {
      out.append(e.getKey()).append(e.getValue());
    }
    return counts.keySet().stream().filter(n -> !n.isBlank()).sorted().collect(Collectors.toList());
  }
}
"""
TESTS = """
package sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
  private Sample sample;

  @BeforeEach
  void make() {
    sample = new Sample();
  }

  @Test
  void adds() {
    assertEquals("s2", sample.add("a", 2));
    assertEquals(List.of("a"), sample.names());
  }

  @Test
  void fails() {
    assertEquals("?", sample.add("a", 2));
  }

  @Test
  void refuses() {
    assertThrows(IllegalArgumentException.class, () -> sample.add("a", -1));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void odd(int count) {
    assertTrue(sample.add("b", count).startsWith("0"));
  }

  @ParameterizedTest
  @CsvSource({"4, s4", "5, 00005"})
  void both(int count, String text) {
    assertEquals(text, sample.add("c", count));
  }

  @Nested
  class Empty {
    @Test
    void none() {
      assertEquals(List.of(), sample.names());
    }
  }
}
"""


def warm(setup):
    """Runs a little suite of our own and keeps the classes that this took, for all runs of the slot."""
    java = runtime()
    if java is None:
        # the probe says so
        return
    place = "/tmp/java-warm"
    made = False
    try:
        os.makedirs(place + "/suite/sample")
        os.makedirs(place + "/src/sample")
        with open(place + "/src/sample/Sample.java", "w") as f:
            f.write(SOURCE)
        with open(place + "/suite/sample/SampleTest.java", "w") as f:
            f.write(TESTS)
        if not setup.get("container"):
            kernel.tmpfs(SHARED, ARCHIVE_BYTES, 16, "755")
        more = ["-XX:ArchiveClassesAtExit=" + ARCHIVE, "-Xlog:disable", "-Xlog:all=off"]
        subprocess.run(
            command(java, 512 << 20, more, "/dev/null"),
            input=orders("run", "x", place + "/suite", place + "/src", 1000, []),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={name: os.environ[name] for name in KEPT if name in os.environ},
            timeout=60,
        )
        made = os.path.exists(ARCHIVE)
        os.chmod(ARCHIVE, 0o644)
        if not setup.get("container"):
            kernel.seal(SHARED)
    except (OSError, subprocess.SubprocessError):
        # each run loads them anew
        if made:
            os.unlink(ARCHIVE)
    finally:
        shutil.rmtree(place, ignore_errors=True)
