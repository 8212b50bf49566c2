package org.iccm.harness.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.iccm.api.application.SourceFile;
import org.iccm.api.testing.EnvironmentSpec;
import org.iccm.api.testing.PreparedSuite;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRun;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.sandbox.SandboxRunner;
import org.iccm.harness.sandbox.Sandboxed;
import org.iccm.testkit.sample.SampleApplication;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The life of one container: what runs share, what they do not, what ends it. */
@Tag("docker")
class DockerSlotTest extends Sandboxed {
  /** More for a long run: {@code -Diccm.soak=1000}. */
  private static final int RUNS = Integer.getInteger("iccm.soak", 60);

  private final Daemon direct = new Daemon(Optional.empty());
  private final OurContainers ours = new OurContainers(direct, ProcessHandle.current().pid());

  @Override
  protected TestRunner newRunner() {
    return new SandboxRunner(DockerRunnerProvider.box(Optional.empty(), Optional.empty(), 1));
  }

  @AfterAll
  void disconnect() {
    direct.close();
  }

  private TestReport sample() {
    PreparedSuite suite =
        runner().prepare(SampleApplication.suite(), EnvironmentSpec.builder("python").build());
    return runner()
        .run(
            TestRun.builder(
                    suite,
                    List.of(new SourceFile(SampleApplication.PATH, SampleApplication.SOURCE)))
                .timeLimit(Duration.ofSeconds(30))
                .build());
  }

  private static final String LEAVES =
      """
      import ctypes, os, sys, time
      libc = ctypes.CDLL(None, use_errno=True)
      left = []
      for place in ("/tmp/mark", "/dev/shm/mark", "/dev/mqueue/mark"):
          left += [place] if os.path.exists(place) else []
      if libc.shmget(4711, 4096, 0) != -1 or libc.semget(4711, 1, 0) != -1:
          left.append("IPC")
      for pid in filter(str.isdigit, os.listdir("/proc")):
          try:
              with open("/proc/%s/status" % pid) as f:
                  user = [line.split()[1] for line in f if line.startswith("Uid:")][0]
          except OSError:
              continue
          if user != "0" and int(pid) != os.getpid():
              left.append("process %s of %s" % (pid, user))
      if getattr(sys, "mark", None):
          left.append("interpreter")
      sys.mark = True
      """;

  @Test
  void nothingOfARunIsThereInTheNext() {
    String body =
        LEAVES
            + """
              os.makedirs("/tmp/deep/er")
              os.chmod("/tmp/deep", 0)
              open("/tmp/mark", "w").close()
              open("/dev/shm/mark", "w").close()
              if libc.mq_open(b"/mark", os.O_CREAT | os.O_RDWR, 0o666, None) < 0:
                  return "no queue at all"
              for _ in range(3):
                  if os.fork() == 0:
                      os.setsid()
                      time.sleep(1000)
              return "held" if not left else str(left)
              """;
    assertHeld(attack(body));
    Set<String> before = ours.ids();
    for (int i = 0; i < 3; i++) {
      assertHeld(attack(body));
    }
    assertThat(ours.ids()).isEqualTo(before);
  }

  @Test
  void whatTheKernelKeepsEndsTheContainer() throws Exception {
    for (String leave :
        List.of(
            "libc.shmget(4711, 4096, 0o1666)",
            "libc.semget(4711, 1, 0o1666)",
            "connect_and_close()")) {
      String body =
          LEAVES
              + """
                def connect_and_close():
                    import socket
                    server = socket.create_server(("127.0.0.1", 0))
                    client = socket.create_connection(server.getsockname())
                    other, _ = server.accept()
                    client.close()
                    other.close()
                %s
                return "held" if not left else str(left)
                """
                  .formatted(leave);
      assertHeld(attack("return 'held'\n"));
      Set<String> before = ours.ids();
      assertHeld(attack(body));
      assertHeld(attack(body));
      ours.awaitEndOfOne(before, leave);
    }
  }

  @Test
  void eachRunHasAnotherUserThatNoneHadBefore() {
    Set<String> users = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      users.add(attack("import os\nprint('user', os.getuid())\nreturn 'held'\n").output().strip());
    }
    assertThat(users).hasSize(5).doesNotContain("user 0", "user 65534");
  }

  @Test
  void othersAreNotThereForACandidate() {
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
    assertHeld(
        attack(
            """
            import os
            reached = []
            for place in ("/work/kept", "/work/agent/root-only"):
                try:
                    reached.append(os.listdir(place) if os.path.isdir(place) else open(place).read())
                except OSError:
                    pass
            for pid in filter(str.isdigit, os.listdir("/proc")):
                if int(pid) == os.getpid():
                    continue
                for name in ("mem", "environ", "maps", "auxv", "syscall", "stack"):
                    try:
                        with open("/proc/%s/%s" % (pid, name), "rb") as f:
                            f.read(1)
                        reached.append("%s of %s" % (name, pid))
                    except OSError:
                        pass
                for action in (lambda: os.kill(int(pid), 0), lambda: os.setpriority(0, int(pid), 19),
                               lambda: os.readlink("/proc/%s/cwd" % pid), lambda: os.listdir("/proc/%s/fd" % pid),
                               lambda: os.sched_setaffinity(int(pid), {0})):
                    try:
                        action()
                        reached.append("did something to %s" % pid)
                    except OSError:
                        pass
            return "held" if not reached else str(reached)
            """));
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
  }

  @Test
  void hostileRunEndsTheContainerAndTheNextIsInAFreshOne() throws Exception {
    assertHeld(attack("return 'held'\n"));
    Set<String> before = ours.ids();
    assertHeld(attack("return 'held'\n"));
    assertThat(ours.ids()).containsAll(before);
    assertThat(attack("import os\nos._exit(0)\n").outcome()).isEqualTo(RunOutcome.TAMPERED);
    assertHeld(attack("return 'held'\n"));
    ours.awaitEndOfOne(before, "a run that ended its process");
  }

  @Test
  void otherLimitsTakeAnotherContainer() {
    assertHeld(attack("return 'held'\n"));
    TestReport report =
        attack(
            "kept = bytearray(400 << 20)\nreturn 'held'\n",
            Duration.ofSeconds(20),
            LIMITS.toBuilder().memoryBytes(640L << 20).build());
    assertHeld(report);
    assertThat(attack("kept = bytearray(400 << 20)\nreturn 'held'\n").outcome())
        .isEqualTo(RunOutcome.OUT_OF_MEMORY);
  }

  @Test
  void killedContainerIsAFaultOfTheSandboxAndMadeAnew() throws Exception {
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
    CompletableFuture<TestReport> under =
        CompletableFuture.supplyAsync(() -> attack("import time\ntime.sleep(15)\nreturn ''\n"));
    TimeUnit.SECONDS.sleep(3);
    for (String id : ours.ids()) {
      direct.remove(id);
    }
    TestReport report = under.get(60, TimeUnit.SECONDS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.INFRASTRUCTURE);
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
  }

  @Test
  void limitOfProcessorTimeCountsTheWholeTree() {
    TestReport report =
        attack(
            """
            import os, time
            for _ in range(4):
                if os.fork() == 0:
                    while True:
                        pass
            time.sleep(60)
            return "five processes used more than two seconds"
            """,
            Duration.ofSeconds(2),
            LIMITS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.TIMEOUT);
    assertThat(report.duration()).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void manyRunsLeaveNothing() {
    assertThat(sample().outcome()).isEqualTo(RunOutcome.COMPLETED);
    Set<String> before = ours.ids();
    long during = 0;
    for (int i = 0; i < RUNS; i++) {
      assertThat(sample().passed()).hasSize(SampleApplication.testIds().size());
      if (i == 10) {
        during = processes();
      }
    }
    assertThat(ours.ids()).isEqualTo(before);
    assertThat(processes()).isEqualTo(during);
  }

  /** In all containers. */
  private long processes() {
    return ours.ids().stream()
        .mapToLong(id -> direct.commands().topContainerCmd(id).exec().getProcesses().length)
        .sum();
  }
}
