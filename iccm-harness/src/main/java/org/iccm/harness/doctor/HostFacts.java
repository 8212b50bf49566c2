package org.iccm.harness.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.iccm.harness.sandbox.WindowsSubsystem;

/**
 * What matters of a host.
 *
 * @param kind what kind of host
 * @param system its name and version
 * @param kernel the kernel's version; empty where there is none to ask
 * @param user the user's number; -1 if unknown
 * @param cgroups which control groups it has
 * @param namespaces whether bubblewrap can make its namespaces, and why not
 * @param namespaceFault what bubblewrap said; empty where it works
 * @param bubblewrap its version; empty if it is not installed
 * @param profile path of an AppArmor profile for bubblewrap; empty if there is none
 * @param container whether it is a container itself
 * @param sockets addresses of engines that are there and that {@code DOCKER_HOST} does not name
 * @since 0.1.0
 */
public record HostFacts(
    Kind kind,
    String system,
    String kernel,
    long user,
    Cgroups cgroups,
    Namespaces namespaces,
    String namespaceFault,
    String bubblewrap,
    String profile,
    boolean container,
    List<String> sockets) {
  /** Kinds of hosts. */
  public enum Kind {
    /** Linux. */
    LINUX,
    /** Linux in a virtual machine on Windows. */
    WSL2,
    /** Linux system calls on Windows. */
    WSL1,
    /** macOS. */
    MACOS,
    /** Anything else. */
    OTHER
  }

  /** Versions of control groups. */
  public enum Cgroups {
    /** Version 2. */
    V2,
    /** Version 1. */
    V1,
    /** Version 1, with version 2 mounted beside it without controllers. */
    HYBRID,
    /** None mounted. */
    NONE
  }

  /** Whether an ordinary user may make namespaces. */
  public enum Namespaces {
    /** It works. */
    WORK,
    /** bubblewrap is not installed, or too old. */
    NO_BUBBLEWRAP,
    /** Ubuntu's restriction by AppArmor. */
    APPARMOR,
    /** Switched off by {@code kernel.unprivileged_userns_clone}. */
    SWITCHED_OFF,
    /** None allowed by {@code user.max_user_namespaces}. */
    NONE_ALLOWED,
    /** Refused for another reason, a container's for example. */
    REFUSED,
    /** Not a Linux kernel. */
    NOT_LINUX
  }

  private static final List<String> PROFILES =
      List.of(
          "/etc/apparmor.d/iccm-bwrap",
          "/etc/apparmor.d/bwrap-userns-restrict",
          "/etc/apparmor.d/bwrap");

  /** Copies the list. */
  public HostFacts {
    sockets = List.copyOf(sockets);
  }

  /**
   * Looks.
   *
   * @param host whom to ask
   * @param bwrap the bubblewrap program
   * @return the facts
   */
  public static HostFacts look(Host host, String bwrap) {
    Kind kind = kind(host);
    String version =
        host.run(List.of(bwrap, "--version"))
            .filter(e -> e.status() == 0)
            .map(e -> e.output().strip().replaceFirst(".* ", ""))
            .orElse("");
    long user = user(host);
    String said = kind == Kind.MACOS || kind == Kind.OTHER ? "" : attempt(host, bwrap, user);
    return new HostFacts(
        kind,
        system(host),
        host.read("/proc/sys/kernel/osrelease").map(String::strip).orElse(""),
        user,
        cgroups(host),
        namespaces(host, kind, version, said),
        said,
        version,
        PROFILES.stream().filter(host::exists).findFirst().orElse(""),
        host.exists("/.dockerenv") || host.exists("/run/.containerenv"),
        sockets(host));
  }

  private static Kind kind(Host host) {
    String name = host.system().toLowerCase(Locale.ROOT);
    if (name.contains("mac") || name.contains("darwin")) {
      return Kind.MACOS;
    }
    if (!name.contains("linux")) {
      return Kind.OTHER;
    }
    return switch (WindowsSubsystem.of(host.read("/proc/version").orElse(""))) {
      case WSL1 -> Kind.WSL1;
      case WSL2 -> Kind.WSL2;
      case NONE -> Kind.LINUX;
    };
  }

  private static String system(Host host) {
    for (String line : host.read("/etc/os-release").orElse("").split("\n")) {
      if (line.startsWith("PRETTY_NAME=")) {
        return line.substring("PRETTY_NAME=".length()).replace("\"", "").strip();
      }
    }
    return host.system();
  }

  private static long user(Host host) {
    return host.run(List.of("id", "-u"))
        .map(e -> e.output().strip())
        .filter(t -> t.matches("\\d{1,10}"))
        .map(Long::parseLong)
        .orElse(-1L);
  }

  private static Cgroups cgroups(Host host) {
    boolean one = false;
    boolean two = false;
    for (String line : host.read("/proc/self/mountinfo").orElse("").split("\n")) {
      one |= line.contains(" - cgroup ");
      two |= line.contains(" - cgroup2 ");
    }
    if (one) {
      return two ? Cgroups.HYBRID : Cgroups.V1;
    }
    return two ? Cgroups.V2 : Cgroups.NONE;
  }

  /** A real start of bubblewrap as an ordinary user: root's runner is one, too. */
  private static String attempt(Host host, String bwrap, long user) {
    List<String> command = new ArrayList<>();
    if (user == 0) {
      command.addAll(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"));
    }
    command.addAll(List.of(bwrap, "--unshare-user", "--unshare-all", "--ro-bind", "/", "/"));
    command.add("true");
    Optional<Host.Ended> ended = host.run(command);
    return ended
        .map(e -> e.status() == 0 ? "" : (e.output().strip() + " (status " + e.status() + ")"))
        .orElse("cannot be started");
  }

  private static Namespaces namespaces(Host host, Kind kind, String version, String said) {
    if (kind == Kind.MACOS || kind == Kind.OTHER || kind == Kind.WSL1) {
      return Namespaces.NOT_LINUX;
    }
    if (version.isEmpty() || !version.matches("(0\\.([89]|\\d\\d+)|[1-9]).*")) {
      return Namespaces.NO_BUBBLEWRAP;
    }
    if (said.isEmpty()) {
      return Namespaces.WORK;
    }
    if (setting(host, "kernel/unprivileged_userns_clone").equals("0")) {
      return Namespaces.SWITCHED_OFF;
    }
    if (setting(host, "user/max_user_namespaces").equals("0")) {
      return Namespaces.NONE_ALLOWED;
    }
    return setting(host, "kernel/apparmor_restrict_unprivileged_userns").equals("1")
        ? Namespaces.APPARMOR
        : Namespaces.REFUSED;
  }

  private static String setting(Host host, String name) {
    return host.read("/proc/sys/" + name).orElse("").strip();
  }

  private static List<String> sockets(Host host) {
    String named = host.environment("DOCKER_HOST").orElse("unix:///var/run/docker.sock");
    List<String> places = new ArrayList<>(List.of("/run/podman/podman.sock"));
    host.environment("XDG_RUNTIME_DIR")
        .ifPresent(
            d -> {
              places.add(0, d + "/docker.sock");
              places.add(1, d + "/podman/podman.sock");
            });
    host.environment("HOME").ifPresent(h -> places.add(h + "/.docker/run/docker.sock"));
    return places.stream()
        .filter(host::exists)
        .map(p -> "unix://" + p)
        .filter(p -> !p.equals(named))
        .toList();
  }
}
