package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.iccm.harness.sandbox.SandboxPolicy;

/** Processes of a slot whose Java process was killed; for root only. */
final class Leftovers {
  private Leftovers() {}

  /** Kills whatever runs as one of a slot's users; whoever calls holds the slot. */
  static void kill(int firstUser) {
    ProcessHandle.allProcesses()
        .filter(p -> owned(p, firstUser))
        .forEach(ProcessHandle::destroyForcibly);
  }

  private static boolean owned(ProcessHandle process, int firstUser) {
    try {
      // its directory is root's while it may not be looked into, so its status decides
      for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
        if (line.startsWith("Uid:")) {
          int user = Integer.parseUnsignedInt(line.split("\\s+")[1]);
          return user >= firstUser && user < firstUser + SandboxPolicy.USERS;
        }
      }
      return false;
    } catch (IOException e) {
      // it has ended meanwhile
      return false;
    }
  }
}
