package org.iccm.harness.policy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.iccm.harness.policy.SyscallTable.Machine;
import org.iccm.harness.policy.SyscallTable.Rule;

/**
 * Assembles a {@link SyscallTable} into a seccomp filter: classic BPF over the kernel's {@code
 * struct seccomp_data}, one program for all machines. Stateless.
 *
 * @since 0.1.0
 */
public final class SeccompProgram {
  static final int ALLOW = 0x7fff0000;
  static final int KILL_PROCESS = 0x80000000;
  static final int ERRNO = 0x00050000;
  static final int EPERM = 1;
  static final int ENOSYS = 38;
  static final int EAFNOSUPPORT = 97;

  static final int LOAD = 0x20;
  static final int JUMP = 0x05;
  static final int JUMP_EQUAL = 0x15;
  static final int JUMP_GREATER = 0x25;
  static final int JUMP_NOT_LESS = 0x35;
  static final int JUMP_ANY_BIT = 0x45;
  static final int RETURN = 0x06;

  private static final int NUMBER = 0;
  private static final int MACHINE = 4;

  /** Low half of an argument; the kernel itself looks at no more for those we ask about. */
  private static final int FIRST_ARGUMENT = 16;

  private static final int SECOND_ARGUMENT = 24;

  /** Calls of the x32 ABI carry this bit and the machine of x86-64. */
  private static final int X32 = 0x40000000;

  /** CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET. */
  static final int NEW_NAMESPACES = 0x7E020000;

  static final int[] FAMILIES = {1, 2, 10};
  private static final int[] TYPING = {0x5412, 0x541C};

  private final List<long[]> code = new ArrayList<>();

  private SeccompProgram() {}

  /**
   * Assembles.
   *
   * @param table the list
   * @return {@code struct sock_filter}s, 8 bytes each, little endian, fewer than 4096
   */
  public static byte[] assemble(SyscallTable table) {
    SeccompProgram program = new SeccompProgram();
    program.emit(LOAD, 0, 0, MACHINE);
    for (Machine machine : Machine.values()) {
      SeccompProgram section = new SeccompProgram();
      section.machine(machine, table);
      program.emit(JUMP_EQUAL, 1, 0, machine.audit());
      program.emit(JUMP, 0, 0, section.code.size());
      program.code.addAll(section.code);
    }
    program.emit(RETURN, 0, 0, KILL_PROCESS);
    ByteBuffer bytes = ByteBuffer.allocate(8 * program.code.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (long[] c : program.code) {
      bytes.putShort((short) c[0]).put((byte) c[1]).put((byte) c[2]).putInt((int) c[3]);
    }
    return bytes.array();
  }

  private void machine(Machine machine, SyscallTable table) {
    emit(LOAD, 0, 0, NUMBER);
    if (machine == Machine.X86_64) {
      emit(JUMP_NOT_LESS, 0, 1, X32);
      emit(RETURN, 0, 0, KILL_PROCESS);
    }
    int first = -1;
    int last = -1;
    Rule open = Rule.ABSENT;
    for (Map.Entry<Integer, Rule> e : table.rules(machine).entrySet()) {
      int number = e.getKey();
      if (first >= 0 && number == last + 1 && e.getValue() == open) {
        last = number;
        continue;
      }
      if (first >= 0) {
        range(first, last, open);
      }
      first = number;
      last = number;
      open = e.getValue();
    }
    if (first >= 0) {
      range(first, last, open);
    }
    emit(RETURN, 0, 0, ERRNO | ENOSYS);
  }

  /** Ranges come in ascending order: what is below one belongs to none. */
  private void range(int first, int last, Rule rule) {
    SeccompProgram body = new SeccompProgram();
    body.decide(rule);
    int length = body.code.size();
    emit(JUMP_GREATER, length + 2, 0, last);
    emit(JUMP_NOT_LESS, 1, 0, first);
    emit(RETURN, 0, 0, ERRNO | ENOSYS);
    code.addAll(body.code);
  }

  private void decide(Rule rule) {
    switch (rule) {
      case ALLOW -> emit(RETURN, 0, 0, ALLOW);
      case REFUSE -> emit(RETURN, 0, 0, ERRNO | EPERM);
      case ABSENT -> emit(RETURN, 0, 0, ERRNO | ENOSYS);
      case CLONE -> {
        emit(LOAD, 0, 0, FIRST_ARGUMENT);
        emit(JUMP_ANY_BIT, 0, 1, NEW_NAMESPACES);
        emit(RETURN, 0, 0, ERRNO | EPERM);
        emit(RETURN, 0, 0, ALLOW);
      }
      case SOCKET -> among(FIRST_ARGUMENT, FAMILIES, ALLOW, ERRNO | EAFNOSUPPORT);
      case IOCTL -> among(SECOND_ARGUMENT, TYPING, ERRNO | EPERM, ALLOW);
    }
  }

  private void among(int argument, int[] values, int then, int otherwise) {
    emit(LOAD, 0, 0, argument);
    for (int i = 0; i < values.length; i++) {
      emit(JUMP_EQUAL, values.length - i, 0, values[i]);
    }
    emit(RETURN, 0, 0, otherwise);
    emit(RETURN, 0, 0, then);
  }

  private void emit(int operation, int ifTrue, int ifFalse, int value) {
    code.add(new long[] {operation, ifTrue, ifFalse, value});
  }
}
