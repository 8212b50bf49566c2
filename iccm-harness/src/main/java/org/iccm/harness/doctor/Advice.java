package org.iccm.harness.doctor;

import java.util.ArrayList;
import java.util.List;
import org.iccm.harness.docker.EngineFacts;
import org.iccm.harness.doctor.HostFacts.Cgroups;
import org.iccm.harness.doctor.HostFacts.Kind;

/** What each kind of host is told. Decides from facts alone. */
final class Advice {
  private final HostFacts host;
  private final EngineFacts engine;

  Advice(HostFacts host, EngineFacts engine) {
    this.host = host;
    this.engine = engine;
  }

  List<Answer> answers() {
    List<Answer> answers = new ArrayList<>();
    answers.add(kind());
    if (host.kind() == Kind.WSL1) {
      return answers;
    }
    if (host.kind() == Kind.LINUX || host.kind() == Kind.WSL2) {
      answers.add(namespaces());
      if (host.namespaces() == HostFacts.Namespaces.WORK) {
        answers.add(user());
        answers.add(groups());
      }
    }
    answers.addAll(engine());
    return answers;
  }

  private Answer kind() {
    return switch (host.kind()) {
      case WSL1 ->
          Answer.refused(
              "WSL 1 has no Linux kernel: nothing can be confined, so nothing is run",
              "in PowerShell: wsl --set-version NAME 2, then look again inside");
      case WSL2 ->
          Answer.good(
              "WSL 2: a Linux kernel of its own. Runner docker copies files in and mounts nothing,"
                  + " so Docker Desktop serves; bubblewrap shows no file of Windows");
      case MACOS ->
          Answer.less(
              "macOS has no namespaces: runner docker only. It copies files in and mounts nothing,"
                  + " so any engine in a virtual machine serves");
      case OTHER ->
          Answer.refused(host.system() + " is not known", "use Linux, macOS, or WSL 2 on Windows");
      case LINUX ->
          Answer.good(
              host.system()
                  + ", kernel "
                  + host.kernel()
                  + (host.container() ? ", inside a container" : ""));
    };
  }

  private Answer namespaces() {
    return switch (host.namespaces()) {
      case WORK -> Answer.good("bubblewrap " + host.bubblewrap() + " makes its namespaces");
      case NO_BUBBLEWRAP ->
          Answer.broken(
              host.bubblewrap().isEmpty()
                  ? "bubblewrap is not installed"
                  : "bubblewrap " + host.bubblewrap() + " is older than 0.8",
              "install bubblewrap 0.8 or newer, e.g. apt-get install bubblewrap; or use Docker");
      case APPARMOR -> apparmor();
      case SWITCHED_OFF ->
          Answer.broken(
              "ordinary users may not make namespaces: kernel.unprivileged_userns_clone is 0",
              "as root: sysctl -w kernel.unprivileged_userns_clone=1",
              "to keep it: echo kernel.unprivileged_userns_clone=1 >/etc/sysctl.d/60-iccm.conf",
              "or use Docker");
      case NONE_ALLOWED ->
          Answer.broken(
              "nobody may make user namespaces: user.max_user_namespaces is 0",
              "as root: sysctl -w user.max_user_namespaces=15000",
              "to keep it: echo user.max_user_namespaces=15000 >/etc/sysctl.d/60-iccm.conf",
              "or use Docker");
      case REFUSED ->
          Answer.broken(
              "bubblewrap may not make namespaces: " + host.namespaceFault(),
              host.container()
                  ? "this is a container, and its engine forbids it: run ICCM beside it, or give"
                      + " the container a seccomp profile that allows namespaces; or use Docker"
                  : "look for what forbids it (seccomp, SELinux, a kernel without"
                      + " CONFIG_USER_NS); or use Docker");
      case NOT_LINUX -> Answer.broken("no Linux kernel, so no bubblewrap", "use Docker");
    };
  }

  /** Ubuntu since 23.10 gives namespaces to programs with a profile only. */
  private Answer apparmor() {
    if (!host.profile().isEmpty()) {
      return Answer.broken(
          "AppArmor still refuses bubblewrap its namespaces, although there is a profile: "
              + host.profile(),
          "load it: sudo apparmor_parser -r " + host.profile(),
          "Ubuntu's own bwrap-userns-restrict leaves no capabilities inside, which slots need: then"
              + " replace it by the profile that docs/doctor.md prints");
    }
    List<String> remedy = new ArrayList<>();
    remedy.add("as root, write /etc/apparmor.d/iccm-bwrap:");
    remedy.addAll(profile(host.user() == 0));
    remedy.add("then load it: apparmor_parser -r /etc/apparmor.d/iccm-bwrap");
    remedy.add("or use Docker");
    return new Answer(
        Answer.Kind.BROKEN,
        "Ubuntu's AppArmor gives namespaces to programs with a profile only"
            + " (kernel.apparmor_restrict_unprivileged_userns is 1), and bubblewrap has none",
        remedy);
  }

  /** Root's runner makes the namespace with unshare, because bubblewrap maps one user only. */
  static List<String> profile(boolean byRoot) {
    return List.of(
        "  abi <abi/4.0>,",
        "  include <tunables/global>",
        "  profile iccm-bwrap "
            + (byRoot ? "/usr/bin/{bwrap,unshare}" : "/usr/bin/bwrap")
            + " flags=(unconfined) {",
        "    userns,",
        "  }");
  }

  private Answer user() {
    return host.user() == 0
        ? Answer.good("run by root: each slot of bubblewrap has 16 host users of its own")
        : Answer.less(
            "run without root: all of bubblewrap's runs are this one user, kept apart by namespaces"
                + " and capabilities alone (user: PARTIAL)",
            "run as root, who gives each slot users of its own; or use Docker");
  }

  private Answer groups() {
    if (host.cgroups() == Cgroups.NONE) {
      return Answer.less(
          "no control groups: memory is limited by process and by counting the tree now and then",
          "mount them: mount -t cgroup2 none /sys/fs/cgroup; or use Docker");
    }
    if (host.user() == 0) {
      return Answer.good(
          host.cgroups() == Cgroups.V2
              ? "control groups of version 2 (unproven by ICCM's own tests; the probes below"
                  + " decide)"
              : "control groups of version 1 (as tested)");
    }
    if (host.cgroups() == Cgroups.V2) {
      return Answer.less(
          "control groups of version 2 (unproven): a user needs some of his own, and bubblewrap's"
              + " card shows below whether this session has them",
          "start in a scope of your own: systemd-run --user --scope -p Delegate=yes ./quickstart");
    }
    return Answer.less(
        "control groups of version 1 are root's: memory and processor time are limited by process"
            + " (PARTIAL)",
        "run as root, use Docker, or boot with systemd.unified_cgroup_hierarchy=1");
  }

  private List<Answer> engine() {
    List<Answer> answers = new ArrayList<>();
    if (!engine.answers()) {
      List<String> remedy = new ArrayList<>();
      host.sockets().forEach(s -> remedy.add("an engine is at: export DOCKER_HOST=" + s));
      remedy.add(
          host.kind() == Kind.MACOS
              ? "start Docker Desktop, Colima or Podman's machine, and set DOCKER_HOST if it is not"
                  + " the default"
              : "start the Docker daemon, or set DOCKER_HOST");
      answers.add(
          new Answer(
              host.kind() == Kind.MACOS ? Answer.Kind.REFUSED : Answer.Kind.LESS,
              "no Docker engine answers"
                  + (engine.address().isEmpty() ? "" : " at " + engine.address()),
              remedy));
      return answers;
    }
    answers.add(
        Answer.good(
            engine.product()
                + " "
                + engine.version()
                + (engine.rootless() ? ", rootless," : "")
                + " on "
                + engine.system()
                + ", control groups of version "
                + (engine.cgroups().isEmpty() ? "unknown" : engine.cgroups())
                + " by "
                + (engine.cgroupDriver().isEmpty() ? "none" : engine.cgroupDriver())));
    if (engine.product().equals("Podman")) {
      answers.add(
          Answer.broken(
              "Podman (tried: 4.3.1) refuses runner docker's places with a limit of files: 'unknown"
                  + " mount option nr_inodes'",
              "use Docker, or bubblewrap"));
    }
    boolean none = engine.cgroupDriver().isEmpty() || engine.cgroupDriver().equals("none");
    if (engine.rootless() && engine.cgroups().equals("1")) {
      answers.add(
          Answer.less(
              "a rootless engine cannot use control groups of version 1: it takes limits and limits"
                  + " nothing, so the driver inside limits by process (PARTIAL)",
              "boot with systemd.unified_cgroup_hierarchy=1, or use an engine that root runs"));
    } else if (engine.rootless() && (none || !engine.memory() || !engine.processes())) {
      answers.add(
          new Answer(
              Answer.Kind.LESS,
              "this user has no control groups to give to containers (memory, processes: PARTIAL)",
              List.of(
                  "as root, write /etc/systemd/system/user@.service.d/delegate.conf:",
                  "  [Service]",
                  "  Delegate=cpu cpuset io memory pids",
                  "then: systemctl daemon-reload, log in again, restart the engine")));
    }
    return answers;
  }
}
