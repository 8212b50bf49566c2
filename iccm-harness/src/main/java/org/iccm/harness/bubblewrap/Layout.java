package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.harness.sandbox.SandboxPolicy;

/**
 * bubblewrap's command line. The system inside is a root filesystem, or the host's {@code /usr}
 * where there is none.
 */
final class Layout {
  private static final String HOST_PACKAGES = "/opt/packages";
  private final String bwrap;
  private final Optional<Path> named;
  private final Path cache;

  Layout(String bwrap, Optional<Path> named, Path cache) {
    this.bwrap = bwrap;
    this.named = named;
    this.cache = cache;
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
    Path usual = cache.resolve("rootfs").resolve("iccm-python");
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
                + " does not exist: correct setting 'rootfs', or"
                + " make one with scripts/provision.sh",
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

  List<String> command(Source source, Path work, ResourceLimits limits) {
    List<String> c = new ArrayList<>();
    c.add(bwrap);
    c.addAll(List.of("--unshare-user", "--unshare-all", "--disable-userns"));
    c.addAll(List.of("--die-with-parent", "--new-session", "--as-pid-1"));
    String user = Integer.toString(SandboxPolicy.USER);
    c.addAll(List.of("--uid", user, "--gid", user, "--hostname", "sandbox", "--cap-drop", "ALL"));
    c.add("--clearenv");
    SandboxPolicy.environment().forEach((k, v) -> c.addAll(List.of("--setenv", k, v)));
    system(source, c);
    c.addAll(List.of("--proc", "/proc", "--dev", "/dev"));
    tmpfs(c, SandboxPolicy.SHARED_MEMORY, SandboxPolicy.sharedMemoryBytes(limits));
    tmpfs(c, SandboxPolicy.TEMPORARY, SandboxPolicy.temporaryBytes(limits));
    c.addAll(List.of("--ro-bind", work.toString(), SandboxPolicy.WORK));
    c.addAll(List.of("--remount-ro", "/dev", "--remount-ro", "/"));
    c.addAll(List.of("--chdir", SandboxPolicy.TEMPORARY, "--"));
    c.addAll(SandboxPolicy.command(source.python()));
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

  private static void tmpfs(List<String> c, String place, long bytes) {
    c.addAll(List.of("--size", Long.toString(bytes), "--perms", "1777", "--tmpfs", place));
  }

  String bwrap() {
    return bwrap;
  }
}
