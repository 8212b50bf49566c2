package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.sandbox.SandboxPolicy;
import org.iccm.harness.wheels.WheelLayer;

/**
 * bubblewrap's command line. The system inside is a root filesystem, or the host's {@code /usr}
 * where there is none.
 */
final class Layout {
  private static final String HOST_PACKAGES = "/opt/packages";

  /** Over the envelope's own namespaces, for our first process only; what it forks drops them. */
  private static final List<String> KEPT =
      List.of(
          "SYS_ADMIN",
          "SETUID",
          "SETGID",
          "SETPCAP",
          "NET_ADMIN",
          "KILL",
          "CHOWN",
          "SYS_RESOURCE",
          "SYS_PTRACE");

  private static final List<String> DEVICES =
      List.of("null", "zero", "full", "random", "urandom", "tty");
  private static final List<String> STREAMS = List.of("stdin", "stdout", "stderr");

  /** Of the host, without {@link Safeguard#HOST_FILES}: its place inside, which any system has. */
  private static final Map<String, String> SHOWN_OF_HOST =
      Map.of("/var/tmp", "/var/tmp", "/proc", "/run");

  /** Of the warm parents' own temporary places. */
  private static final long OWN_BYTES = 16L << 20;

  private final String bwrap;
  private final Optional<Path> named;
  private final Path cache;
  private final boolean java;
  private final Set<Safeguard> off;

  Layout(String bwrap, Optional<Path> named, Path cache) {
    this(bwrap, named, cache, false, Set.of());
  }

  /** Without some safeguards, for proofs that they are needed. */
  Layout(String bwrap, Optional<Path> named, Path cache, Set<Safeguard> off) {
    this(bwrap, named, cache, false, off);
  }

  private Layout(String bwrap, Optional<Path> named, Path cache, boolean java, Set<Safeguard> off) {
    this.off = Set.copyOf(off);
    this.bwrap = bwrap;
    this.named = named;
    this.cache = cache;
    this.java = java;
  }

  /** With Java inside, which a root filesystem has to bring. */
  static Layout java(String bwrap, Optional<Path> named, Path cache) {
    return new Layout(bwrap, named, cache, true, Set.of());
  }

  /**
   * Where code inside comes from.
   *
   * @param rootfs root filesystem; empty for the host's own
   * @param python the interpreter's path inside
   * @param packages host directory with pytest, where the host's Python has none
   */
  record Source(Optional<Path> rootfs, String python, Optional<Path> packages) {
    List<String> packagePaths() {
      return packages.isPresent() ? List.of(HOST_PACKAGES) : List.of();
    }
  }

  /** Finds a root filesystem, or the host's Python. */
  Source find() {
    Path usual = cache.resolve("rootfs").resolve(java ? "iccm-java" : "iccm-python");
    if (java && named.isEmpty() && !Files.isDirectory(usual)) {
      throw new RunnerException(
          BubblewrapBox.NAME,
          false,
          "bubblewrap: applications in Java need a root filesystem with Java: run"
              + " 'scripts/provision.sh java-rootfs', or name one in setting 'java-rootfs'");
    }
    if (named.isPresent() || Files.isDirectory(usual)) {
      Path root = named.orElse(usual);
      try {
        Path real = root.toRealPath();
        return new Source(Optional.of(real), inRootfs(root, real), Optional.empty());
      } catch (IOException e) {
        throw new RunnerException(
            BubblewrapBox.NAME,
            false,
            "bubblewrap: root filesystem "
                + root
                + " does not exist: correct setting '"
                + (java ? "java-rootfs" : "rootfs")
                + "', or make one with scripts/provision.sh",
            e);
      }
    }
    Path packages = cache.resolve("pytest");
    return new Source(
        Optional.empty(),
        hostPython(),
        Files.isDirectory(packages) ? Optional.of(packages.toAbsolutePath()) : Optional.empty());
  }

  private static String inRootfs(Path root, Path real) {
    for (String work : List.of("work", "tmp", "proc", "dev")) {
      if (!Files.isDirectory(real.resolve(work))) {
        throw new RunnerException(
            BubblewrapBox.NAME,
            false,
            "bubblewrap: root filesystem "
                + root
                + " has no directory /"
                + work
                + " to mount on:"
                + " make it, or make the whole with scripts/provision.sh");
      }
    }
    for (String python : List.of("/usr/local/bin/python3", "/usr/bin/python3")) {
      if (Files.isExecutable(real.resolve(python.substring(1)))) {
        return python;
      }
    }
    throw new RunnerException(
        BubblewrapBox.NAME,
        false,
        "bubblewrap: root filesystem "
            + root
            + " has no python3: install it there, or make the"
            + " whole with scripts/provision.sh");
  }

  private static String hostPython() {
    for (String python : List.of("/usr/bin/python3", "/usr/local/bin/python3")) {
      try {
        // only what lies below /usr is there inside
        if (Path.of(python).toRealPath().startsWith("/usr")) {
          return python;
        }
      } catch (IOException e) {
        continue;
      }
    }
    throw new RunnerException(
        BubblewrapBox.NAME,
        false,
        "bubblewrap: no root filesystem and no python3 in /usr: run scripts/provision.sh, or install"
            + " python3 and python3-pytest");
  }

  /**
   * The command line of an envelope.
   *
   * @param source the system inside
   * @param driver our files on the host
   * @param layer packages for its runs, if they need any
   * @param ownUsers whether it is started in a user namespace with users of its own
   */
  List<String> command(Source source, Path driver, Optional<WheelLayer> layer, boolean ownUsers) {
    List<String> c = new ArrayList<>();
    c.add(bwrap);
    if (!ownUsers) {
      String user = Integer.toString(SandboxPolicy.USER);
      c.addAll(List.of("--unshare-user", "--uid", user, "--gid", user));
    }
    c.addAll(List.of("--unshare-pid", "--unshare-ipc", "--unshare-uts"));
    if (!off.contains(Safeguard.NETWORK)) {
      c.add("--unshare-net");
    }
    // the end of its input ends it, not that of the thread which started it
    c.addAll(List.of("--unshare-cgroup-try", "--new-session", "--as-pid-1"));
    c.addAll(List.of("--hostname", "sandbox", "--cap-drop", "ALL"));
    KEPT.forEach(capability -> c.addAll(List.of("--cap-add", "CAP_" + capability)));
    if (!off.contains(Safeguard.ENVIRONMENT)) {
      c.add("--clearenv");
    }
    SandboxPolicy.environment().forEach((k, v) -> c.addAll(List.of("--setenv", k, v)));
    system(source, c);
    if (off.contains(Safeguard.HOST_FILES)) {
      SHOWN_OF_HOST.forEach((host, inside) -> c.addAll(List.of("--ro-bind-try", host, inside)));
    }
    c.addAll(List.of("--proc", "/proc", "--tmpfs", "/dev", "--dir", SandboxPolicy.SHARED_MEMORY));
    for (String device : DEVICES) {
      c.addAll(List.of("--dev-bind", "/dev/" + device, "/dev/" + device));
    }
    c.addAll(List.of("--symlink", "/proc/self/fd", "/dev/fd"));
    for (int i = 0; i < STREAMS.size(); i++) {
      c.addAll(List.of("--symlink", "/proc/self/fd/" + i, "/dev/" + STREAMS.get(i)));
    }
    c.addAll(List.of("--size", Long.toString(OWN_BYTES), "--perms", "1777"));
    c.addAll(List.of("--tmpfs", SandboxPolicy.TEMPORARY));
    c.addAll(List.of("--size", Long.toString(OWN_BYTES), "--tmpfs", SandboxPolicy.WORK));
    for (String directory : SandboxPolicy.DIRECTORIES) {
      c.addAll(List.of("--dir", SandboxPolicy.WORK + "/" + directory));
    }
    String agent = SandboxPolicy.WORK + "/" + SandboxPolicy.AGENT;
    c.addAll(List.of("--ro-bind", driver.toString(), agent));
    layer.ifPresent(
        l -> c.addAll(List.of("--ro-bind", l.directory().toString(), WheelLayer.INSIDE)));
    if (!off.contains(Safeguard.READ_ONLY_SYSTEM)) {
      for (String place : List.of(SandboxPolicy.WORK, "/dev", "/")) {
        c.addAll(List.of("--remount-ro", place));
      }
    }
    c.addAll(List.of("--chdir", SandboxPolicy.TEMPORARY, "--"));
    c.addAll(SandboxPolicy.slotCommand(source.python()));
    return c;
  }

  private static void system(Source source, List<String> c) {
    if (source.rootfs().isPresent()) {
      c.addAll(List.of("--ro-bind", source.rootfs().get().toString(), "/"));
      return;
    }
    c.addAll(List.of("--ro-bind", "/usr", "/usr"));
    for (String name : List.of("bin", "lib", "lib64", "sbin")) {
      Path path = Path.of("/" + name);
      if (Files.isSymbolicLink(path)) {
        c.addAll(List.of("--symlink", "usr/" + name, "/" + name));
      } else if (Files.isDirectory(path)) {
        c.addAll(List.of("--ro-bind", "/" + name, "/" + name));
      }
    }
    for (String file : List.of("/etc/ld.so.cache", "/etc/alternatives")) {
      c.addAll(List.of("--ro-bind-try", file, file));
    }
    source.packages().ifPresent(p -> c.addAll(List.of("--ro-bind", p.toString(), HOST_PACKAGES)));
  }

  String bwrap() {
    return bwrap;
  }
}
