package org.iccm.harness.policy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * The list of system calls in {@code syscalls.txt}, beside this class. Immutable and thread-safe.
 *
 * @since 0.1.0
 */
public final class SyscallTable {
  /** What becomes of a call. */
  public enum Rule {
    /** The kernel does it. */
    ALLOW,
    /** EPERM, whatever the arguments. */
    REFUSE,
    /** ENOSYS, as for a call that is not on the list. */
    ABSENT,
    /** Processes and threads, without namespaces of their own. */
    CLONE,
    /** Local and internet sockets only. */
    SOCKET,
    /** All but typing into a terminal. */
    IOCTL
  }

  /** Machines that the list knows. */
  public enum Machine {
    /** x86-64, its 64-bit calls only. */
    X86_64(0xC000003E),
    /** aarch64. */
    AARCH64(0xC00000B7);

    private final int audit;

    Machine(int audit) {
      this.audit = audit;
    }

    /**
     * What the kernel calls it.
     *
     * @return an {@code AUDIT_ARCH} value
     */
    public int audit() {
      return audit;
    }
  }

  /**
   * One call.
   *
   * @param name the kernel's name
   * @param numbers its number by machine; absent where the machine lacks it
   * @param rule what becomes of it
   */
  public record Call(String name, Map<Machine, Integer> numbers, Rule rule) {}

  private final List<Call> calls;

  private SyscallTable(List<Call> calls) {
    this.calls = List.copyOf(calls);
  }

  /**
   * The list of this version.
   *
   * @return the list
   */
  public static SyscallTable standard() {
    try (InputStream in = SyscallTable.class.getResourceAsStream("syscalls.txt")) {
      if (in == null) {
        throw new IllegalStateException("the jar of iccm-harness lacks syscalls.txt");
      }
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads a list.
   *
   * @param text a line a call: name, number on x86-64, number on aarch64 ({@code -} for none), rule
   * @return the list
   * @throws IllegalArgumentException if a line cannot be read or repeats a name or number
   */
  public static SyscallTable parse(String text) {
    List<Call> calls = new ArrayList<>();
    Map<String, String> seen = new TreeMap<>();
    for (String line : text.split("\n")) {
      if (line.isBlank() || line.startsWith("#")) {
        continue;
      }
      String[] parts = line.strip().split("\\s+");
      if (parts.length != 4) {
        throw new IllegalArgumentException("not name, two numbers, rule: " + line);
      }
      Map<Machine, Integer> numbers = new EnumMap<>(Machine.class);
      for (Machine machine : Machine.values()) {
        String number = parts[1 + machine.ordinal()];
        if (!number.equals("-")) {
          numbers.put(machine, Integer.parseInt(number));
          unique(seen, machine + " " + number, line);
        }
      }
      unique(seen, parts[0], line);
      calls.add(
          new Call(parts[0], Map.copyOf(numbers), Rule.valueOf(parts[3].toUpperCase(Locale.ROOT))));
    }
    return new SyscallTable(calls);
  }

  private static void unique(Map<String, String> seen, String key, String line) {
    String before = seen.put(key, line);
    if (before != null) {
      throw new IllegalArgumentException("twice: " + before + " and " + line);
    }
  }

  /**
   * All of it.
   *
   * @return in the list's order
   */
  public List<Call> calls() {
    return calls;
  }

  /** Rules by number, ascending. */
  TreeMap<Integer, Rule> rules(Machine machine) {
    TreeMap<Integer, Rule> rules = new TreeMap<>();
    for (Call call : calls) {
      Integer number = call.numbers().get(machine);
      if (number != null) {
        rules.put(number, call.rule());
      }
    }
    return rules;
  }
}
