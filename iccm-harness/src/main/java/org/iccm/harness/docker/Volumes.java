package org.iccm.harness.docker;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.iccm.harness.wheels.WheelLayer;

/**
 * Suites' packages where the daemon is, which may be another machine and may lack root: a volume a
 * layer, filled once by way of the daemon and read-only for its containers. Thread-safe; volumes
 * are made one at a time.
 */
final class Volumes {
  private static final String PREFIX = "iccm-wheels-";

  /** Any directory that systems have: only the container that fills a volume sees it there. */
  private static final String FILLED_AT = "/tmp";

  private final Daemon daemon;
  private final String image;
  private final Owner owner;
  private final Map<String, String> names = new HashMap<>();

  Volumes(Daemon daemon, String image, Owner owner) {
    this.daemon = daemon;
    this.image = image;
    this.owner = owner;
  }

  /** The mount of a layer, for one more container. */
  synchronized Bind of(WheelLayer layer) throws IOException {
    String name = names.get(layer.digest());
    if (name == null || !isFilled(name)) {
      name = PREFIX + UUID.randomUUID();
      fill(name, layer);
      names.put(layer.digest(), name);
    }
    return new Bind(name, new Volume(WheelLayer.INSIDE), AccessMode.ro);
  }

  /**
   * Makes sure that a container has got the volume, which cannot be removed from now on: a daemon
   * makes an empty one in the place of one that somebody removed.
   */
  synchronized void confirm(WheelLayer layer) throws IOException {
    String name = names.get(layer.digest());
    if (name == null || !isFilled(name)) {
      throw new IOException("volume " + name + " was removed by somebody");
    }
  }

  private boolean isFilled(String name) {
    try {
      Map<String, String> labels = daemon.commands().inspectVolumeCmd(name).exec().getLabels();
      return labels != null && labels.containsKey(Owner.LABEL);
    } catch (NotFoundException e) {
      return false;
    }
  }

  private void fill(String name, WheelLayer layer) throws IOException {
    daemon.commands().createVolumeCmd().withName(name).withLabels(owner.labels()).exec();
    String container = "";
    boolean filled = false;
    try {
      // it never starts
      container =
          daemon
              .commands()
              .createContainerCmd(image)
              .withEntrypoint(List.of("python3"))
              .withCmd(List.of())
              .withLabels(owner.labels())
              .withHostConfig(
                  HostConfig.newHostConfig()
                      .withNetworkMode("none")
                      .withBinds(new Bind(name, new Volume(FILLED_AT), AccessMode.rw)))
              .exec()
              .getId();
      copy(layer, container);
      filled = true;
    } finally {
      if (!container.isEmpty()) {
        daemon.remove(container);
      }
      if (!filled) {
        remove(name);
      }
    }
  }

  private void copy(WheelLayer layer, String container) throws IOException {
    Path archive = LayerArchive.write(layer);
    try (InputStream in = Files.newInputStream(archive)) {
      daemon
          .commands()
          .copyArchiveToContainerCmd(container)
          .withTarInputStream(in)
          .withRemotePath(FILLED_AT)
          .exec();
    } finally {
      Files.delete(archive);
    }
  }

  private void remove(String name) {
    try {
      daemon.commands().removeVolumeCmd(name).exec();
    } catch (RuntimeException e) {
      // in use, or the daemon is gone: the next process on this machine sweeps it
      return;
    }
  }

  /** Removes all; their containers are gone. */
  synchronized void close() {
    names.values().forEach(this::remove);
    names.clear();
  }
}
