package org.iccm.harness.bubblewrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.iccm.api.testing.RunOutcome;
import org.iccm.api.testing.TestReport;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.policy.SyscallTable;
import org.iccm.harness.sandbox.Sandboxed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The list of system calls, asked for by a real candidate. */
@Tag("sandbox")
class BubblewrapPolicyTest extends Sandboxed {
  /** What never returns, or stops the asker, were it allowed. */
  private static final Set<String> NOT_TRIED = Set.of("clone3");

  @Override
  protected TestRunner newRunner() {
    return new BubblewrapContractTest().newRunner();
  }

  private static SyscallTable.Machine machine() {
    return System.getProperty("os.arch").equals("aarch64")
        ? SyscallTable.Machine.AARCH64
        : SyscallTable.Machine.X86_64;
  }

  private static String numbers(SyscallTable.Rule rule) {
    return SyscallTable.standard().calls().stream()
        .filter(c -> c.rule() == rule && !NOT_TRIED.contains(c.name()))
        .filter(c -> c.numbers().containsKey(machine()))
        .map(c -> c.numbers().get(machine()) + ": \"" + c.name() + "\"")
        .collect(Collectors.joining(", ", "{", "}"));
  }

  @Test
  void everyRefusedCallIsRefused() {
    assertHeld(
        attack(
            """
            import ctypes, errno
            libc = ctypes.CDLL(None, use_errno=True)
            for number, name in %s.items():
                ctypes.set_errno(0)
                if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != errno.EPERM:
                    return "%%s gave %%d" %% (name, ctypes.get_errno())
            return "held"
            """
                .formatted(numbers(SyscallTable.Rule.REFUSE))));
  }

  @Test
  void unknownCallsDoNotExist() {
    assertHeld(
        attack(
            """
            import ctypes, errno
            libc = ctypes.CDLL(None, use_errno=True)
            for number in [435] + list(range(480, 600)):
                ctypes.set_errno(0)
                if libc.syscall(number, 0, 0, 0, 0, 0, 0) != -1 or ctypes.get_errno() != errno.ENOSYS:
                    return "%d gave %d" % (number, ctypes.get_errno())
            return "held"
            """));
  }

  @Test
  void socketsOfOtherFamiliesCannotBeMade() {
    assertHeld(
        attack(
            """
            import errno, socket
            for family in range(50):
                try:
                    socket.socket(family, socket.SOCK_STREAM, 0).close()
                    if family not in (1, 2, 10):
                        return "family %d" % family
                except OSError as e:
                    if family in (1, 2, 10) and e.errno != errno.EAFNOSUPPORT:
                        return "family %d: %s" % (family, e)
            a, b = socket.socketpair()
            a.sendall(b"x")
            server = socket.create_server(("127.0.0.1", 0))
            client = socket.create_connection(server.getsockname(), 2)
            return "held" if b.recv(1) == b"x" and client else "no local sockets"
            """));
  }

  @Test
  void newNamespacesCannotBeCloned() {
    assertHeld(
        attack(
            """
            import ctypes, errno, os, subprocess, threading
            libc = ctypes.CDLL(None, use_errno=True)
            clone = %d
            for flag in (0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000):
                if libc.syscall(clone, ctypes.c_ulong(flag | 17), 0, 0, 0, 0) != -1:
                    return "cloned %%x" %% flag
                if ctypes.get_errno() != errno.EPERM:
                    return "clone gave %%d" %% ctypes.get_errno()
            t = threading.Thread(target=lambda: None)
            t.start()
            t.join()
            return "held" if subprocess.run(["/bin/true"]).returncode == 0 else "no processes"
            """
                .formatted(machine() == SyscallTable.Machine.X86_64 ? 56 : 220)));
  }

  @Test
  void anotherAbiEndsTheProcess() {
    // getpid by the old gate of i386, as machine code
    TestReport report =
        attack(
            """
            import ctypes, mmap
            page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
            page.write(b"\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3")
            call = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(page)))
            return "pid %d" % call()
            """,
            Duration.ofSeconds(20), LIMITS);
    assertThat(report.outcome()).as(report.toString()).isEqualTo(RunOutcome.COMPLETED);
    // 31, bad system call; or the kernel has no such gate at all
    assertThat(report.detail()).as(report.toString()).containsAnyOf("signal 31", "signal 11");
    assertThat(report.passed()).isEmpty();
  }
}
