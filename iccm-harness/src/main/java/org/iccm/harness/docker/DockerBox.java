package org.iccm.harness.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.ByteSink;
import org.iccm.harness.sandbox.Job;
import org.iccm.harness.sandbox.SandboxPolicy;
import org.jspecify.annotations.Nullable;

/**
 * A container for each run, made, used once and removed. The driver is its first process, with
 * nothing between that a candidate could look into. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DockerBox implements Box {
  static final String NAME = "docker";
  private static final Duration POLL = Duration.ofMillis(20);

  private final Daemon daemon;
  private final String image;
  private final int concurrency;
  private final Semaphore free;
  private final Owner owner = new Owner();
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService background;
  private final Queue<String> unremoved = new ConcurrentLinkedQueue<>();

  DockerBox(Daemon daemon, String image, int concurrency) {
    this.daemon = daemon;
    this.image = image;
    this.concurrency = concurrency;
    this.free = new Semaphore(concurrency, true);
    this.background =
        Executors.newCachedThreadPool(
            r -> {
              Thread t = new Thread(r, "iccm-docker-" + threads.incrementAndGet());
              t.setDaemon(true);
              return t;
            });
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public int concurrency() {
    return concurrency;
  }

  @Override
  public Facts check() {
    try {
      daemon.ping();
    } catch (IOException | RuntimeException e) {
      throw fault(
          false,
          "does not answer at " + address() + ": start the Docker daemon, or set DOCKER_HOST",
          e);
    }
    try {
      daemon.commands().inspectImageCmd(image).exec();
      owner.sweep(daemon.commands());
      Info info = daemon.commands().infoCmd().exec();
      boolean memory = !Boolean.FALSE.equals(info.getMemoryLimit());
      boolean pids = !Boolean.FALSE.equals(info.getRawValues().get("PidsLimit"));
      Map<String, LimitState> limits = new LinkedHashMap<>();
      limits.put("network", LimitState.ENFORCED);
      limits.put("memory", memory ? LimitState.ENFORCED : LimitState.PARTIAL);
      limits.put("processes", pids ? LimitState.ENFORCED : LimitState.PARTIAL);
      for (String limit : List.of("output", "disk", "time", "host-files", "user")) {
        limits.put(limit, LimitState.ENFORCED);
      }
      return new Facts(limits, !pids, !memory, true, List.of());
    } catch (NotFoundException e) {
      throw fault(
          false,
          "has no image "
              + image
              + ": run 'scripts/provision.sh sandbox-image', or name one with Python and pytest in"
              + " setting 'image' and pull it",
          e);
    } catch (RuntimeException e) {
      throw fault(true, "failed at " + address() + ": " + e, e);
    }
  }

  private String address() {
    try {
      return daemon.address();
    } catch (RuntimeException e) {
      return "an address that cannot be read (" + e.getMessage() + ")";
    }
  }

  @Override
  public Slot open(Job job, BooleanSupplier cancelled) throws InterruptedException {
    while (!free.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      if (cancelled.getAsBoolean()) {
        throw new CancelledException("a run that waited for sandbox docker was cancelled");
      }
    }
    return new OneContainer();
  }

  /** A slot whose container is made for its only job. */
  private final class OneContainer implements Slot {
    private boolean given;

    @Override
    public Run start(Job job, ByteSink report, ByteSink output) throws InterruptedException {
      return launch(job, report, output);
    }

    @Override
    public void spoil() {
      // nothing of it is used again
    }

    @Override
    public void close() {
      if (!given) {
        given = true;
        free.release();
      }
    }
  }

  private Run launch(Job job, ByteSink report, ByteSink output) throws InterruptedException {
    DockerRun run = new DockerRun(daemon, background, unremoved::add);
    try {
      run.own(create(job.limits()).exec().getId());
      daemon
          .commands()
          .copyArchiveToContainerCmd(run.id())
          .withRemotePath(SandboxPolicy.WORK)
          .withTarInputStream(new ByteArrayInputStream(archive(job.files())))
          .exec();
      run.launch(job.secret(), report, output);
      return run;
    } catch (IOException | RuntimeException e) {
      run.close();
      if (Thread.interrupted()) {
        throw new InterruptedException("interrupted while a container was started");
      }
      throw fault(true, "cannot start a container at " + address() + ": " + e, e);
    } catch (InterruptedException e) {
      run.close();
      throw e;
    }
  }

  private CreateContainerCmd create(ResourceLimits limits) {
    HostConfig host =
        HostConfig.newHostConfig()
            .withNetworkMode("none")
            .withReadonlyRootfs(true)
            .withTmpFs(
                Map.of(
                    SandboxPolicy.TEMPORARY,
                    "rw,nosuid,nodev,noexec,mode=1777,nr_inodes="
                        + SandboxPolicy.FILES_IN_TEMPORARY
                        + ",size="
                        + SandboxPolicy.temporaryBytes(limits)))
            .withShmSize(SandboxPolicy.sharedMemoryBytes(limits))
            .withIpcMode("private")
            .withCapDrop(Capability.ALL)
            .withSecurityOpts(List.of("no-new-privileges"))
            .withPidsLimit((long) limits.processes() + SandboxPolicy.OWN_PROCESSES)
            .withMemory(limits.memoryBytes())
            .withMemorySwap(limits.memoryBytes())
            .withNanoCPUs(Math.round(limits.cpus() * 1e9))
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
            .withUlimits(
                List.of(
                    new Ulimit("core", 0L, 0L),
                    new Ulimit("fsize", limits.diskBytes(), limits.diskBytes()),
                    new Ulimit("nofile", (long) limits.openFiles(), (long) limits.openFiles())));
    List<String> command = SandboxPolicy.command("python3");
    String user = SandboxPolicy.USER + ":" + SandboxPolicy.USER;
    return daemon
        .commands()
        .createContainerCmd(image)
        .withEntrypoint(command)
        .withCmd(List.of())
        .withEnv(
            SandboxPolicy.environment().entrySet().stream()
                .map(e -> e.getKey() + "=" + e.getValue())
                .toList())
        .withUser(user)
        .withWorkingDir("/")
        .withHostName("sandbox")
        .withNetworkDisabled(true)
        .withVolumes(new Volume(SandboxPolicy.WORK))
        .withStdinOpen(true)
        .withStdInOnce(true)
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withLabels(owner.labels())
        .withHostConfig(host);
  }

  /** Owned by root, so that the user inside cannot change them. */
  static byte[] archive(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, "UTF-8")) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      tar.setAddPaxHeadersForNonAsciiNames(true);
      Set<String> made = new HashSet<>();
      for (String name : SandboxPolicy.DIRECTORIES) {
        directories(tar, name + "/x", made);
      }
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        directories(tar, file.getKey(), made);
        TarArchiveEntry entry = new TarArchiveEntry(file.getKey());
        entry.setSize(file.getValue().length);
        boolean hidden = file.getKey().equals(SandboxPolicy.AGENT + "/" + SandboxPolicy.ROOT_ONLY);
        entry.setMode(hidden ? 0100600 : 0100644);
        put(tar, entry, file.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static void directories(TarArchiveOutputStream tar, String path, Set<String> made)
      throws IOException {
    for (int at = path.indexOf('/'); at >= 0; at = path.indexOf('/', at + 1)) {
      String directory = path.substring(0, at + 1);
      if (made.add(directory)) {
        TarArchiveEntry entry = new TarArchiveEntry(directory);
        entry.setMode(040755);
        put(tar, entry, new byte[0]);
      }
    }
  }

  private static void put(TarArchiveOutputStream tar, TarArchiveEntry entry, byte[] content)
      throws IOException {
    entry.setIds(0, 0);
    entry.setModTime(0L);
    tar.putArchiveEntry(entry);
    tar.write(content);
    tar.closeArchiveEntry();
  }

  private static RunnerException fault(boolean retriable, String what, @Nullable Exception cause) {
    return new RunnerException(NAME, retriable, "docker " + what, cause);
  }

  /** Waits for removals under way. */
  @Override
  public void close() {
    background.shutdown();
    try {
      if (!background.awaitTermination(20, TimeUnit.SECONDS)) {
        background.shutdownNow();
      }
    } catch (InterruptedException e) {
      background.shutdownNow();
      Thread.currentThread().interrupt();
    }
    // once more; what stays even so is swept by the next process on this machine
    unremoved.forEach(id -> DockerRun.remove(daemon, id));
    daemon.close();
  }
}
