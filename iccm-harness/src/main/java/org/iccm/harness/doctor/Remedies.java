package org.iccm.harness.doctor;

import org.iccm.api.testing.LimitState;
import org.iccm.harness.policy.Limit;

/** What to do about a limit that is not fully held. */
final class Remedies {
  private Remedies() {}

  static String of(String runner, Limit limit, LimitState state, HostFacts host) {
    if (state == LimitState.ENFORCED) {
      return "";
    }
    return runner.equals("docker") ? docker(limit) : bubblewrap(limit, host);
  }

  private static String docker(Limit limit) {
    return switch (limit) {
      case MEMORY, PROCESSES ->
          "let root run the engine, or delegate control groups to the user who does";
      case CPU_TIME -> "runner bubblewrap counts the whole tree; here the wall clock ends it";
      case USER -> "runner bubblewrap as root gives each run a host user of its own";
      case SYSTEM_CALLS, INODES, OPEN_FILES, SHARED_MEMORY ->
          "runner bubblewrap brings its own list and limits";
      default -> "use runner bubblewrap";
    };
  }

  private static String bubblewrap(Limit limit, HostFacts host) {
    return switch (limit) {
      case MEMORY, PROCESSES, CPU_TIME ->
          host.user() == 0
              ? "give root control groups that it can write, or use runner docker"
              : "run as root, or in a scope with Delegate=yes (version 2), or use runner docker";
      case USER -> "run as root, or use runner docker";
      case HOST_FILES -> "make a root filesystem: scripts/provision.sh rootfs";
      default -> "use runner docker";
    };
  }
}
