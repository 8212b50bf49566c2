package org.iccm.harness.docker;

import com.github.dockerjava.api.async.ResultCallbackTemplate;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.ByteSink;
import org.jspecify.annotations.Nullable;

/** A container under way. Used by one thread. */
final class DockerRun implements Box.Run {
  private static final long START_SECONDS = 30;
  private final Daemon daemon;
  private final ExecutorService background;
  private final Consumer<String> unremoved;
  private @Nullable String id;
  private @Nullable Stream stream;
  private boolean ended;
  private boolean outOfMemory;
  private boolean closed;

  /** Passes on output and tells when there will be no more. */
  private static final class Stream extends ResultCallbackTemplate<Stream, Frame> {
    final CountDownLatch started = new CountDownLatch(1);
    final CountDownLatch done = new CountDownLatch(1);
    private final ByteSink report;
    private final ByteSink output;

    Stream(ByteSink report, ByteSink output) {
      this.report = report;
      this.output = output;
    }

    @Override
    public void onStart(java.io.Closeable closeable) {
      super.onStart(closeable);
      started.countDown();
    }

    @Override
    public void onNext(Frame frame) {
      byte[] bytes = frame.getPayload();
      if (bytes != null) {
        (frame.getStreamType() == StreamType.STDERR ? output : report).accept(bytes, bytes.length);
      }
    }

    @Override
    public void onError(Throwable throwable) {
      // a missing end of the report says the same
      end();
    }

    @Override
    public void onComplete() {
      super.onComplete();
      end();
    }

    private void end() {
      started.countDown();
      done.countDown();
    }
  }

  /**
   * Nothing is under way yet.
   *
   * @param daemon the daemon
   * @param background removes containers
   * @param unremoved told of a container that could not be removed
   */
  DockerRun(Daemon daemon, ExecutorService background, Consumer<String> unremoved) {
    this.unremoved = unremoved;
    this.daemon = daemon;
    this.background = background;
  }

  void own(String container) {
    id = container;
  }

  String id() {
    if (id == null) {
      throw new IllegalStateException("no container yet");
    }
    return id;
  }

  void launch(String secret, ByteSink report, ByteSink output)
      throws InterruptedException, IOException {
    Stream s = new Stream(report, output);
    stream = s;
    daemon
        .streams()
        .attachContainerCmd(id())
        .withStdIn(new ByteArrayInputStream((secret + "\n").getBytes(StandardCharsets.US_ASCII)))
        .withStdOut(true)
        .withStdErr(true)
        .withFollowStream(true)
        .exec(s);
    // output before this would be lost
    if (!s.started.await(START_SECONDS, TimeUnit.SECONDS)) {
      throw new IOException("the daemon does not attach to the container");
    }
    daemon.commands().startContainerCmd(id()).exec();
  }

  @Override
  public boolean await(Duration time) throws InterruptedException {
    Stream s = stream;
    if (s == null || !s.done.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
      return s == null;
    }
    if (!ended) {
      ended = true;
      try {
        outOfMemory =
            Boolean.TRUE.equals(
                daemon.commands().inspectContainerCmd(id()).exec().getState().getOOMKilled());
      } catch (RuntimeException e) {
        // gone, or the daemon is: then the report's end is missing too
        return true;
      }
    }
    return true;
  }

  @Override
  public boolean outOfMemory() {
    return outOfMemory;
  }

  @Override
  public void kill() {
    try {
      daemon.commands().killContainerCmd(id()).exec();
    } catch (RuntimeException e) {
      // not running any more, or the daemon is gone; close() tries again
      return;
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = Thread.interrupted();
    if (id != null && !ended) {
      kill();
    }
    try {
      if (stream != null) {
        stream.close();
      }
    } catch (IOException e) {
      interrupted |= Thread.interrupted();
    }
    try {
      background.execute(this::remove);
    } catch (RejectedExecutionException e) {
      remove();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void remove() {
    if (id != null && !remove(daemon, id)) {
      unremoved.accept(id);
    }
  }

  /** Removes a container; false if the daemon does not let us. */
  static boolean remove(Daemon daemon, String container) {
    for (int attempt = 0; attempt < 3; attempt++) {
      try {
        daemon
            .commands()
            .removeContainerCmd(container)
            .withForce(true)
            .withRemoveVolumes(true)
            .exec();
        return true;
      } catch (NotFoundException e) {
        return true;
      } catch (RuntimeException e) {
        // the daemon is busy or gone
        continue;
      }
    }
    return false;
  }
}
