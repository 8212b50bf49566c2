package org.iccm.harness.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.iccm.harness.policy.SyscallTable.Machine;
import org.iccm.harness.policy.SyscallTable.Rule;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The assembled program, run by an interpreter of its few instructions. */
class SeccompProgramTest {
  private static final SyscallTable TABLE = SyscallTable.standard();
  private static final ByteBuffer PROGRAM =
      ByteBuffer.wrap(SeccompProgram.assemble(TABLE)).order(ByteOrder.LITTLE_ENDIAN);
  private static final int EPERM = SeccompProgram.ERRNO | SeccompProgram.EPERM;
  private static final int ENOSYS = SeccompProgram.ERRNO | SeccompProgram.ENOSYS;
  private static final int EAFNOSUPPORT = SeccompProgram.ERRNO | SeccompProgram.EAFNOSUPPORT;

  private static int run(int machine, int number, long... arguments) {
    ByteBuffer data = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
    data.putInt(number).putInt(machine).putLong(0);
    for (long argument : arguments) {
      data.putLong(argument);
    }
    int at = 0;
    int loaded = 0;
    while (true) {
      int operation = PROGRAM.getShort(8 * at);
      int ifTrue = PROGRAM.get(8 * at + 2) & 255;
      int ifFalse = PROGRAM.get(8 * at + 3) & 255;
      int value = PROGRAM.getInt(8 * at + 4);
      at++;
      switch (operation) {
        case SeccompProgram.LOAD -> loaded = data.getInt(value);
        case SeccompProgram.JUMP -> at += value;
        case SeccompProgram.JUMP_EQUAL -> at += loaded == value ? ifTrue : ifFalse;
        case SeccompProgram.JUMP_GREATER ->
            at += Integer.compareUnsigned(loaded, value) > 0 ? ifTrue : ifFalse;
        case SeccompProgram.JUMP_NOT_LESS ->
            at += Integer.compareUnsigned(loaded, value) >= 0 ? ifTrue : ifFalse;
        case SeccompProgram.JUMP_ANY_BIT -> at += (loaded & value) != 0 ? ifTrue : ifFalse;
        case SeccompProgram.RETURN -> {
          return value;
        }
        default -> throw new AssertionError("instruction " + operation);
      }
    }
  }

  private static int call(Machine machine, String name, long... arguments) {
    int number =
        TABLE.calls().stream()
            .filter(c -> c.name().equals(name))
            .findFirst()
            .orElseThrow()
            .numbers()
            .get(machine);
    return run(machine.audit(), number, arguments);
  }

  @ParameterizedTest
  @EnumSource(Machine.class)
  void everyNumberGetsItsRule(Machine machine) {
    Map<Integer, Rule> rules = new TreeMap<>();
    TABLE.calls().stream()
        .filter(c -> c.numbers().containsKey(machine))
        .forEach(c -> rules.put(c.numbers().get(machine), c.rule()));
    assertThat(rules).hasSizeGreaterThan(250);
    for (int number = 0; number < 2000; number++) {
      int verdict = run(machine.audit(), number, 2, 0);
      switch (rules.getOrDefault(number, Rule.ABSENT)) {
        case ALLOW, CLONE, SOCKET, IOCTL ->
            assertThat(verdict).as("%s %d", machine, number).isEqualTo(SeccompProgram.ALLOW);
        case REFUSE -> assertThat(verdict).as("%s %d", machine, number).isEqualTo(EPERM);
        case ABSENT -> assertThat(verdict).as("%s %d", machine, number).isEqualTo(ENOSYS);
      }
    }
    assertThat(run(machine.audit(), Integer.MAX_VALUE >> 2)).isEqualTo(ENOSYS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "io_uring_setup",
        "io_uring_enter",
        "io_uring_register",
        "keyctl",
        "add_key",
        "request_key",
        "ptrace",
        "process_vm_readv",
        "process_vm_writev",
        "pidfd_getfd",
        "bpf",
        "userfaultfd",
        "perf_event_open",
        "mount",
        "umount2",
        "move_mount",
        "open_tree",
        "fsopen",
        "pivot_root",
        "unshare",
        "setns",
        "kexec_load",
        "init_module",
        "finit_module",
        "delete_module",
        "quotactl",
        "swapon",
        "reboot",
        "open_by_handle_at"
      })
  void whatLeadsOutIsRefused(String name) {
    for (Machine machine : Machine.values()) {
      assertThat(call(machine, name, 0, 0)).isEqualTo(EPERM);
    }
  }

  @ParameterizedTest
  @EnumSource(Machine.class)
  void processesAndThreadsButNoNamespaces(Machine machine) {
    int thread = 0x3d0f00;
    assertThat(call(machine, "clone", 17)).isEqualTo(SeccompProgram.ALLOW);
    assertThat(call(machine, "clone", thread)).isEqualTo(SeccompProgram.ALLOW);
    for (int flag :
        List.of(0x20000, 0x2000000, 0x4000000, 0x8000000, 0x10000000, 0x20000000, 0x40000000)) {
      assertThat(call(machine, "clone", flag | 17)).isEqualTo(EPERM);
      // the kernel ignores the upper half, so must we
      assertThat(call(machine, "clone", flag | 17 | 1L << 40)).isEqualTo(EPERM);
    }
    assertThat(call(machine, "clone3", 0, 88)).isEqualTo(ENOSYS);
  }

  @ParameterizedTest
  @EnumSource(Machine.class)
  void localAndInternetSocketsOnly(Machine machine) {
    for (int family = 0; family < 64; family++) {
      int expected =
          family == 1 || family == 2 || family == 10 ? SeccompProgram.ALLOW : EAFNOSUPPORT;
      assertThat(call(machine, "socket", family)).isEqualTo(expected);
      assertThat(call(machine, "socketpair", family | 1L << 32)).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @EnumSource(Machine.class)
  void nothingIsTypedIntoATerminal(Machine machine) {
    assertThat(call(machine, "ioctl", 0, 0x5401)).isEqualTo(SeccompProgram.ALLOW);
    assertThat(call(machine, "ioctl", 0, 0x5412)).isEqualTo(EPERM);
    assertThat(call(machine, "ioctl", 0, 0x541C | 1L << 35)).isEqualTo(EPERM);
  }

  @Test
  void otherAbisEndTheProcess() {
    int i386 = 0x40000003;
    int arm = 0x40000028;
    for (int machine : new int[] {i386, arm, 0, -1}) {
      assertThat(run(machine, 1)).isEqualTo(SeccompProgram.KILL_PROCESS);
    }
    int x32 = 0x40000000;
    assertThat(run(Machine.X86_64.audit(), x32 | 1)).isEqualTo(SeccompProgram.KILL_PROCESS);
    assertThat(run(Machine.X86_64.audit(), -1)).isEqualTo(SeccompProgram.KILL_PROCESS);
  }

  @Test
  void fitsTheKernelsLimit() {
    assertThat(PROGRAM.capacity() / 8).isLessThan(4096);
  }

  @Test
  void linesThatContradictEachOtherAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SyscallTable.parse("read 0 63 allow\nwrite 0 64 allow\n"))
        .withMessageContaining("twice");
    assertThatIllegalArgumentException().isThrownBy(() -> SyscallTable.parse("read 0 allow"));
    assertThatIllegalArgumentException().isThrownBy(() -> SyscallTable.parse("read 0 63 maybe"));
  }
}
