package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.iccm.harness.sandbox.SandboxPolicy;

/** Processes of slots whose Java process was killed. */
final class Leftovers {
  private Leftovers() {}

  /**
   * Kills what is left in all slots that nobody holds: its first process may have been stopped, or
   * the group of its last run may have outlived it.
   *
   * @param slots the slots
   * @param cgroups where their groups are
   * @param byUser whether slots have users of their own, so that we are root
   * @throws IOException if the lock files or groups cannot be used
   */
  static void reap(Slots slots, Cgroups cgroups, boolean byUser) throws IOException {
    Set<Integer> numbers = new TreeSet<>(cgroups.occupied());
    if (byUser) {
      numbers.addAll(numbers(slots.firstUser()));
    }
    for (int number : numbers) {
      if (number < Slots.MOST) {
        reap(slots.take(number), cgroups, byUser);
      }
    }
  }

  private static void reap(Optional<Slots.Slot> free, Cgroups cgroups, boolean byUser)
      throws IOException {
    if (free.isPresent()) {
      try (Slots.Slot slot = free.get()) {
        cgroups.group(slot.number()).kill();
        if (byUser) {
          kill(slot.user());
        }
      }
    }
  }

  /** Kills whatever runs as one of a slot's users; whoever calls holds the slot and is root. */
  static void kill(int firstUser) {
    ProcessHandle.allProcesses()
        .filter(p -> user(p).orElse(-1) >= firstUser)
        .filter(p -> user(p).orElse(-1) < firstUser + SandboxPolicy.USERS)
        .forEach(ProcessHandle::destroyForcibly);
  }

  /** Slots that have processes, held or not. */
  private static Set<Integer> numbers(int firstUser) {
    return ProcessHandle.allProcesses()
        .map(p -> user(p).orElse(-1))
        .filter(user -> user >= firstUser && user < firstUser + Slots.ALL_USERS)
        .map(user -> (user - firstUser) / SandboxPolicy.USERS)
        .collect(Collectors.toSet());
  }

  /** Its directory is root's while it may not be looked into, so its status decides. */
  private static OptionalInt user(ProcessHandle process) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("Uid:")) {
          return OptionalInt.of(Integer.parseUnsignedInt(line.split("\\s+")[1]));
        }
      }
    } catch (IOException e) {
      // it has ended meanwhile
      return OptionalInt.empty();
    }
    return OptionalInt.empty();
  }
}
