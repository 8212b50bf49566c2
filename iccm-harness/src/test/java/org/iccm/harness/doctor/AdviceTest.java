package org.iccm.harness.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.iccm.api.testing.TestRunner;
import org.iccm.harness.docker.EngineFacts;
import org.iccm.harness.doctor.Answer.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What hosts that we are not on are told. The engine's answer in {@code
 * rootless-podman-on-version-1} is a real one, all else is written after the documentation of these
 * systems.
 */
class AdviceTest {
  private static List<Answer> told(String name) throws IOException {
    RecordedHost host = RecordedHost.named(name);
    return new Advice(HostFacts.look(host, "bwrap"), host.engine()).answers();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ubuntu-apparmor | BROKEN | profile only | /etc/apparmor.d/iccm-bwrap
          ubuntu-apparmor | BROKEN | profile only | profile iccm-bwrap /usr/bin/bwrap flags=(unconfined) {
          ubuntu-apparmor | BROKEN | profile only | userns,
          ubuntu-apparmor | BROKEN | profile only | apparmor_parser -r
          ubuntu-apparmor-root | BROKEN | profile only | /usr/bin/{bwrap,unshare}
          ubuntu-apparmor-profile | BROKEN | there is a profile: /etc/apparmor.d/bwrap-userns-restrict | docs/doctor.md
          debian-switched-off | BROKEN | unprivileged_userns_clone is 0 | sysctl -w kernel.unprivileged_userns_clone=1
          none-allowed | BROKEN | max_user_namespaces is 0 | sysctl -w user.max_user_namespaces
          inside-a-container | BROKEN | No permissions to create new namespace | this is a container
          without-bubblewrap | BROKEN | not installed | install bubblewrap 0.8
          old-bubblewrap | BROKEN | 0.4.1 is older than 0.8 | install bubblewrap 0.8
          user-on-version-2 | LESS | user: PARTIAL | run as root
          user-on-version-2 | LESS | version 2 | Delegate=yes
          user-on-version-1 | LESS | version 1 are root's | unified_cgroup_hierarchy=1
          rootless-docker | GOOD | Docker 27.3.1, rootless, | ''
          rootless-docker-without-delegation | LESS | no control groups to give | Delegate=cpu cpuset io memory pids
          rootless-docker-on-version-1 | LESS | limits nothing | unified_cgroup_hierarchy=1
          rootless-podman | GOOD | Podman 5.2.5, rootless, | ''
          rootless-podman | BROKEN | refuses runner docker's places | use Docker, or bubblewrap
          rootless-podman-on-version-1 | GOOD | Podman 4.3.1, rootless, | ''
          rootless-podman-on-version-1 | LESS | limits nothing | an engine that root runs
          engine-elsewhere | LESS | no Docker engine answers | DOCKER_HOST=unix:///run/user/1000/podman/podman.sock
          macos | LESS | runner docker only | ''
          macos | GOOD | Docker 27.2.0 on Docker Desktop | ''
          macos-without-engine | REFUSED | no Docker engine | DOCKER_HOST=unix:///Users/ada/.docker/run/docker.sock
          wsl2 | GOOD | mounts nothing | ''
          wsl1 | REFUSED | nothing can be confined | wsl --set-version
          windows | REFUSED | Windows 11 is not known | WSL 2
          """)
  void eachHostIsAnswered(String host, Kind kind, String what, String remedy) throws IOException {
    assertThat(told(host))
        .anySatisfy(
            a -> {
              assertThat(a.kind()).isEqualTo(kind);
              assertThat(a.what()).contains(what);
              assertThat(String.join("\n", a.remedy())).contains(remedy);
            });
  }

  @Test
  void firstVersionOfWindowsSubsystemIsToldNothingElseAndNothingIsRun() throws IOException {
    assertThat(told("wsl1")).hasSize(1);
    RecordedHost host = RecordedHost.named("wsl1");
    Map<String, Supplier<TestRunner>> runners =
        Map.of(
            "bubblewrap",
            () -> {
              throw new AssertionError("started");
            });
    EngineFacts engine = host.engine();
    Diagnosis diagnosis = new Doctor(host, "bwrap", () -> engine, runners).diagnose();
    assertThat(diagnosis.usable()).isFalse();
    assertThat(diagnosis.auto()).contains("refuses").contains("this host is refused");
    assertThat(diagnosis.text()).contains("No runner can be used here");
  }

  @Test
  void whereNamespacesWorkNothingIsBroken() throws IOException {
    for (String name : List.of("user-on-version-2", "rootless-docker", "wsl2")) {
      assertThat(told(name)).as(name).extracting(Answer::kind).isSubsetOf(Kind.GOOD, Kind.LESS);
    }
  }
}
