package org.iccm.harness.doctor;

import java.util.List;
import org.iccm.harness.policy.Limit;

/**
 * Something that a hostile candidate tries.
 *
 * @param limit the limit that it tries
 * @param module the Python module that has it
 * @param function its function there
 * @param what what it tries, in a few words
 * @param held how one sees that it was held
 */
record Probe(Limit limit, String module, String function, String what, Held held) {
  /** How one sees that a probe was held. */
  enum Held {
    /** It says so; many share a run. */
    SAID,
    /** It says so, or its run ends for want of memory. */
    OUT_OF_MEMORY,
    /** Its run ends at the time limit. */
    TIMEOUT,
    /** Its run goes on, and what it printed is short. */
    SHORT_OUTPUT,
    /** It leaves something; the next run and the host look for it. */
    NOTHING_LEFT
  }

  private static final String SPENDING = "doctor_spending";
  private static final String WALLS = "doctor_walls";

  /** Prints what the kernel says of the limits; no limit of its own. */
  static final String READ_BACK = "read_back";

  /** What looks for the leavings of {@link Held#NOTHING_LEFT}. */
  static final Probe FIND = said(Limit.REMAINS, SPENDING, "find", "the next run finds something");

  static final List<Probe> ALL =
      List.of(
          spend(Limit.MEMORY, "memory_of_one", "one process takes 1.6 GB", Held.OUT_OF_MEMORY),
          spend(Limit.MEMORY, "memory_of_tree", "8 processes take 512 MB", Held.OUT_OF_MEMORY),
          spend(Limit.MEMORY, "memory_in_files", "40 files in memory", Held.OUT_OF_MEMORY),
          said(Limit.PROCESSES, SPENDING, "forks", "forks without end"),
          said(Limit.PROCESSES, SPENDING, "threads", "threads without end"),
          spend(Limit.CPU_TIME, "time_of_one", "one busy process", Held.TIMEOUT),
          spend(Limit.CPU_TIME, "time_of_tree", "short busy processes in turn", Held.TIMEOUT),
          spend(Limit.WALL_CLOCK, "time_that_passes", "sleeps, deaf to signals", Held.TIMEOUT),
          said(Limit.DISK, SPENDING, "disk", "fills every writable place"),
          said(Limit.DISK, SPENDING, "one_file", "a sparse file of a terabyte"),
          said(Limit.INODES, SPENDING, "files_in_temporary", "24,576 files in /tmp"),
          said(Limit.INODES, SPENDING, "files_elsewhere", "24,576 files in other places"),
          said(Limit.SHARED_MEMORY, SPENDING, "shared_memory", "fills /dev/shm"),
          spend(Limit.OUTPUT, "flood", "prints 64 MB", Held.SHORT_OUTPUT),
          said(Limit.OPEN_FILES, SPENDING, "open_files", "opens files without end"),
          said(Limit.OPEN_FILES, SPENDING, "higher_limits", "raises its own limit"),
          said(Limit.NETWORK, WALLS, "interfaces", "looks for interfaces"),
          said(Limit.NETWORK, WALLS, "routes", "looks for routes, metadata address too"),
          said(Limit.NETWORK, WALLS, "host_ports", "calls a port of the host"),
          said(Limit.NETWORK, WALLS, "own_loopback", "needs a loopback of its own"),
          said(Limit.HOST_FILES, WALLS, "host_files", "reads files of the host"),
          said(Limit.HOST_FILES, WALLS, "host_system", "sees the host's own /usr"),
          said(Limit.HOST_FILES, WALLS, "host_kernel", "writes settings of the kernel"),
          said(Limit.USER, WALLS, "rights", "looks for rights that it has"),
          said(Limit.USER, WALLS, "becoming_root", "becomes root"),
          said(Limit.USER, WALLS, "host_user", "shares a user of the host"),
          said(Limit.NAMESPACES, WALLS, "new_namespaces", "makes namespaces"),
          said(Limit.NAMESPACES, WALLS, "mounts", "mounts"),
          said(Limit.SYSTEM_CALLS, WALLS, "rare_calls", "bpf, keys, perf, handles, setns"),
          said(Limit.SYSTEM_CALLS, WALLS, "dangerous_calls", "io_uring, ptrace, process_vm"),
          said(Limit.SYSTEM_CALLS, WALLS, "sockets", "vsock, netlink and packet sockets"),
          said(Limit.SYSTEM_CALLS, WALLS, "foreign_calls", "32-bit system calls"),
          spend(Limit.REMAINS, "leave", "leaves files, processes, IPC", Held.NOTHING_LEFT),
          FIND);

  private static Probe spend(Limit limit, String function, String what, Held held) {
    return new Probe(limit, SPENDING, function, what, held);
  }

  private static Probe said(Limit limit, String module, String function, String what) {
    return new Probe(limit, module, function, what, Held.SAID);
  }
}
