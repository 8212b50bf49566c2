package org.iccm.harness.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.harness.sandbox.Envelope;
import org.jspecify.annotations.Nullable;

/**
 * A long-lived container. Ending it never waits for the daemon: what holds a run up must not hold
 * us up.
 */
final class DockerEnvelope implements Envelope {
  private static final long START_SECONDS = 30;

  private final Daemon daemon;
  private final ExecutorService background;
  private final Consumer<String> unremoved;
  private final ResourceLimits limits;
  private final Attachment streams = new Attachment();
  private final AtomicBoolean ending = new AtomicBoolean();
  private volatile @Nullable String id;

  /**
   * Nothing is under way yet.
   *
   * @param daemon the daemon
   * @param background removes containers
   * @param unremoved told of a container that could not be removed
   * @param limits what the container is made for
   */
  DockerEnvelope(
      Daemon daemon,
      ExecutorService background,
      Consumer<String> unremoved,
      ResourceLimits limits) {
    this.daemon = daemon;
    this.background = background;
    this.unremoved = unremoved;
    this.limits = limits;
  }

  /**
   * Starts it.
   *
   * @param command makes the container
   * @param driver our files, for the loader
   */
  void launch(CreateContainerCmd command, byte[] driver) throws IOException, InterruptedException {
    String container = command.exec().getId();
    id = container;
    daemon
        .streams()
        .attachContainerCmd(container)
        .withStdIn(streams.source())
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(streams);
    if (!streams.awaitStart(START_SECONDS)) {
      throw new IOException("the daemon does not attach to the container");
    }
    daemon.commands().startContainerCmd(container).exec();
    DataOutputStream out = new DataOutputStream(streams.toContainer());
    out.writeInt(driver.length);
    out.write(driver);
  }

  @Override
  public Map<String, Object> setup() {
    // all else the container knows of itself
    return Map.of("container", true);
  }

  @Override
  public InputStream in() {
    return streams.fromContainer();
  }

  @Override
  public OutputStream out() {
    return streams.toContainer();
  }

  @Override
  public boolean fits(ResourceLimits wanted) {
    return limits.memoryBytes() == wanted.memoryBytes()
        && limits.diskBytes() == wanted.diskBytes()
        && limits.processes() == wanted.processes()
        && limits.openFiles() == wanted.openFiles()
        && Double.compare(limits.cpus(), wanted.cpus()) == 0;
  }

  @Override
  public void limit(ResourceLimits wanted, int parents, int fresh) throws IOException {
    if (!fits(wanted)) {
      throw new IOException("the container was made for other limits");
    }
  }

  @Override
  public boolean outOfMemory() {
    // the first process sees it, and says so
    return false;
  }

  @Override
  public boolean empty(int parents) {
    // the first process looks, and says so
    return true;
  }

  @Override
  public String complaint() {
    return streams.complaint();
  }

  @Override
  public void kill() {
    close();
  }

  @Override
  public void close() {
    if (!ending.compareAndSet(false, true)) {
      return;
    }
    boolean interrupted = Thread.interrupted();
    try {
      streams.close();
    } catch (IOException e) {
      // the connection is gone either way
      interrupted |= Thread.interrupted();
    }
    String container = id;
    if (container != null) {
      try {
        background.execute(() -> remove(container));
      } catch (RejectedExecutionException e) {
        remove(container);
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void remove(String container) {
    if (!daemon.remove(container)) {
      unremoved.accept(container);
    }
  }
}
