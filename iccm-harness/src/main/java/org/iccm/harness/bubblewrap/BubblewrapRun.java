package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.ByteSink;
import org.jspecify.annotations.Nullable;

/** A sandbox under way, and what it holds. Used by one thread. */
final class BubblewrapRun implements Box.Run {
  private static final long PATIENCE_SECONDS = 3;
  private final Runnable release;
  private final List<Future<?>> pumping = new ArrayList<>();
  private Slots.@Nullable Slot slot;
  private Cgroups.@Nullable Group group;
  private @Nullable Path work;
  private @Nullable Process process;
  private boolean closed;

  BubblewrapRun(Runnable release) {
    this.release = release;
  }

  void own(Slots.Slot taken) {
    slot = taken;
  }

  void own(Cgroups.Group joined) {
    group = joined;
  }

  void own(Path directory) {
    work = directory;
  }

  void launch(
      ProcessBuilder builder,
      String secret,
      ByteSink report,
      ByteSink output,
      ExecutorService executor)
      throws IOException {
    Process p = builder.start();
    process = p;
    pumping.add(executor.submit(() -> pump(p.getInputStream(), report)));
    pumping.add(executor.submit(() -> pump(p.getErrorStream(), output)));
    try (OutputStream in = p.getOutputStream()) {
      in.write((secret + "\n").getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // it is gone already: its output says why
      return;
    }
  }

  private static void pump(InputStream from, ByteSink to) {
    byte[] buffer = new byte[1 << 16];
    try (from) {
      int n;
      while ((n = from.read(buffer)) >= 0) {
        to.accept(buffer, n);
      }
    } catch (IOException e) {
      // the process was killed
      return;
    }
  }

  @Override
  public boolean await(Duration time) throws InterruptedException {
    Process p = process;
    if (p == null) {
      return true;
    }
    if (!p.waitFor(time.toNanos(), TimeUnit.NANOSECONDS)) {
      return false;
    }
    for (Future<?> pump : pumping) {
      try {
        pump.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      } catch (ExecutionException | TimeoutException e) {
        // what was delivered so far is what there is
        pump.cancel(true);
      }
    }
    return true;
  }

  @Override
  public boolean outOfMemory() {
    return group != null && group.outOfMemory();
  }

  @Override
  public void kill() {
    // the first process in the sandbox dies with this one, and all others with that
    if (process != null) {
      process.destroyForcibly();
    }
    if (group != null) {
      group.kill();
    }
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    boolean interrupted = Thread.interrupted();
    kill();
    try {
      settle();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      if (work != null) {
        Inputs.delete(work);
      }
    } catch (IOException e) {
      // goes with the runner's whole directory
      interrupted |= Thread.interrupted();
    }
    if (slot != null) {
      slot.close();
    }
    release.run();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until nothing of it is left. */
  private void settle() throws InterruptedException {
    if (process != null) {
      process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (group != null && !group.members().isEmpty() && System.nanoTime() - deadline < 0) {
      group.kill();
      TimeUnit.MILLISECONDS.sleep(2);
    }
    await(Duration.ofSeconds(PATIENCE_SECONDS));
  }
}
