package org.iccm.harness.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.command.SyncDockerCmd;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Container;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * Labels that tell whose a container or volume is, so that those of a killed Java process can be
 * removed by the next one on the same machine and in the same namespace of processes.
 */
final class Owner {
  static final String LABEL = "org.iccm.sandbox";
  private static final String SPACE = LABEL + ".space";
  private static final String PROCESS = LABEL + ".process";
  private static final String STARTED = LABEL + ".started";

  private final String space = space();

  private static String space() {
    try {
      return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip()
          + "/"
          + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
    } catch (IOException | UnsupportedOperationException e) {
      return "";
    }
  }

  private static String started(ProcessHandle process) {
    return process.info().startInstant().map(Instant::toString).orElse("");
  }

  Map<String, String> labels() {
    ProcessHandle me = ProcessHandle.current();
    return Map.of(LABEL, "1", SPACE, space, PROCESS, Long.toString(me.pid()), STARTED, started(me));
  }

  /** Removes containers and volumes whose process is gone. */
  void sweep(DockerClient client) {
    if (space.isEmpty()) {
      return;
    }
    List<Container> containers =
        client
            .listContainersCmd()
            .withShowAll(true)
            .withLabelFilter(Map.of(LABEL, "1", SPACE, space))
            .exec();
    for (Container container : containers) {
      if (isAbandoned(container.getLabels())) {
        remove(
            client.removeContainerCmd(container.getId()).withForce(true).withRemoveVolumes(true));
      }
    }
    List<InspectVolumeResponse> volumes =
        client
            .listVolumesCmd()
            .withFilter("label", List.of(LABEL + "=1", SPACE + "=" + space))
            .exec()
            .getVolumes();
    for (InspectVolumeResponse volume :
        volumes == null ? List.<InspectVolumeResponse>of() : volumes) {
      if (isAbandoned(volume.getLabels())) {
        remove(client.removeVolumeCmd(volume.getName()));
      }
    }
  }

  private static boolean isAbandoned(Map<String, String> labels) {
    String pid = labels.getOrDefault(PROCESS, "");
    return pid.matches("\\d{1,10}")
        && ProcessHandle.of(Long.parseLong(pid))
            .filter(p -> started(p).equals(labels.getOrDefault(STARTED, "")))
            .isEmpty();
  }

  private static void remove(SyncDockerCmd<Void> removal) {
    try {
      removal.exec();
    } catch (DockerException e) {
      // another process sweeps at the same time, or a container still has it
      return;
    }
  }
}
