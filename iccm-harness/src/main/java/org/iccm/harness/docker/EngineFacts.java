package org.iccm.harness.docker;

import com.github.dockerjava.api.model.Info;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an engine with Docker's interface says of itself.
 *
 * @param address where it was looked for
 * @param fault why it does not answer; empty if it does
 * @param product {@code Docker} or {@code Podman}
 * @param version its version
 * @param system the system that containers run on, Docker Desktop's machine for example
 * @param rootless whether an ordinary user runs it
 * @param cgroups the version of control groups that it uses, 1 or 2; empty if it does not say
 * @param cgroupDriver who makes its control groups: systemd, cgroupfs or none
 * @param memory whether it says that it can limit memory
 * @param processes whether it says that it can limit processes
 * @since 0.1.0
 */
public record EngineFacts(
    String address,
    String fault,
    String product,
    String version,
    String system,
    boolean rootless,
    String cgroups,
    String cgroupDriver,
    boolean memory,
    boolean processes) {

  /**
   * Asks an engine.
   *
   * @param host its address; else environment variable DOCKER_HOST, else Docker's default
   * @return what it says, or why it does not answer
   */
  public static EngineFacts ask(Optional<String> host) {
    String address = "";
    try (Daemon daemon = new Daemon(host)) {
      address = daemon.address();
      daemon.ping();
      return of(address, daemon.commands().infoCmd().exec());
    } catch (IOException | RuntimeException e) {
      String fault = String.valueOf(e.getMessage());
      return new EngineFacts(address, fault, "", "", "", false, "", "", false, false);
    }
  }

  /**
   * Reads an engine's answer.
   *
   * @param address where it is
   * @param info its answer
   * @return the facts
   */
  public static EngineFacts of(String address, Info info) {
    Map<String, Object> raw = info.getRawValues() == null ? Map.of() : info.getRawValues();
    List<String> security = info.getSecurityOptions();
    boolean podman = raw.containsKey("BuildahVersion");
    boolean rootless =
        Boolean.TRUE.equals(raw.get("Rootless"))
            || (security != null && security.stream().anyMatch(o -> o.contains("rootless")));
    return new EngineFacts(
        address,
        "",
        podman ? "Podman" : "Docker",
        text(info.getServerVersion()),
        text(info.getOperatingSystem()),
        rootless,
        text(raw.get("CgroupVersion")),
        text(info.getCGroupDriver() == null ? raw.get("CgroupDriver") : info.getCGroupDriver()),
        !Boolean.FALSE.equals(info.getMemoryLimit()),
        !Boolean.FALSE.equals(raw.get("PidsLimit")));
  }

  private static String text(@org.jspecify.annotations.Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /**
   * Whether it answers.
   *
   * @return true if it does
   */
  public boolean answers() {
    return fault.isEmpty();
  }
}
