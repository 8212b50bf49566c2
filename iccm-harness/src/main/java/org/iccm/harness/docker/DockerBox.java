package org.iccm.harness.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Ulimit;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.harness.policy.Limit;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.policy.SeccompProfile;
import org.iccm.harness.policy.SyscallTable;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.Envelope;
import org.iccm.harness.sandbox.Job;
import org.iccm.harness.sandbox.SandboxPolicy;
import org.iccm.harness.sandbox.SlotPool;
import org.jspecify.annotations.Nullable;

/**
 * Confines with Docker, or what speaks its protocol: a slot is a long-lived container, in which one
 * run at a time is under way. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DockerBox implements Box {
  static final String NAME = "docker";
  private static final int RUNS_A_SLOT = 500;

  /** What the driver needs: its first process and its parents, with as many suites as there are. */
  private static final int OWN_PROCESSES = 2 + SandboxPolicy.SUITES_A_SLOT;

  private static final long OWN_MEMORY = 128L << 20;
  private static final long OWN_FILES = 256L << 20;
  private static final int FILES_IN_WORK = 1 << 16;
  private static final long OPEN_FILES = 1024;

  /** What the first process does: it gives runs other users, kills them and tidies up. */
  private static final Capability[] KEPT = {
    Capability.SETUID, Capability.SETGID, Capability.KILL, Capability.CHOWN, Capability.DAC_OVERRIDE
  };

  /** Without {@link Safeguard#CAPABILITIES}; all of them are more than some daemons can give. */
  private static final Capability[] MORE = {
    Capability.SYS_ADMIN, Capability.NET_ADMIN, Capability.SYS_PTRACE
  };

  /** What a runner without {@link Safeguard#HOST_FILES} shows. */
  private static final List<Bind> SHOWN_OF_HOST =
      List.of(
          new Bind("/var/tmp", new Volume("/var/tmp"), AccessMode.ro),
          new Bind("/proc", new Volume("/run"), AccessMode.ro));

  private final Daemon daemon;
  private final String image;
  private final String remedy;
  private final int concurrency;
  private final SlotPool pool;
  private final Owner owner = new Owner();
  private final Volumes volumes;
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService background;
  private final Queue<String> unremoved = new ConcurrentLinkedQueue<>();
  private final String loader = loader();
  private final Set<Safeguard> off;
  private volatile boolean filtersCalls;

  /**
   * A box; nothing is started.
   *
   * @param remedy what to do where the image is missing
   */
  DockerBox(Daemon daemon, String image, String remedy, int concurrency, Set<Safeguard> off) {
    this.remedy = remedy;
    this.off = Set.copyOf(off);
    this.daemon = daemon;
    this.image = image;
    this.volumes = new Volumes(daemon, image, owner);
    this.concurrency = concurrency;
    this.pool = new SlotPool(NAME, concurrency, RUNS_A_SLOT, true, this::envelope);
    this.background =
        Executors.newCachedThreadPool(
            r -> {
              Thread t = new Thread(r, "iccm-docker-end-" + threads.incrementAndGet());
              t.setDaemon(true);
              return t;
            });
  }

  private static String loader() {
    try (InputStream in = DockerBox.class.getResourceAsStream("loader.py")) {
      if (in == null) {
        throw new IllegalStateException("the jar of iccm-harness lacks loader.py");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
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
      Map<Limit, LimitState> open = new EnumMap<>(Limit.class);
      open.put(Limit.MEMORY, memory ? LimitState.ENFORCED : LimitState.PARTIAL);
      open.put(Limit.PROCESSES, pids ? LimitState.ENFORCED : LimitState.PARTIAL);
      filtersCalls = String.valueOf(info.getRawValues().get("SecurityOptions")).contains("seccomp");
      // by user too: each run has one of its own
      return new Facts(Limit.card(open), true, !memory, true, List.of());
    } catch (NotFoundException e) {
      throw fault(false, "has no image " + image + ": " + remedy, e);
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
    return pool.open(job, cancelled);
  }

  private Envelope envelope(Job job) {
    DockerEnvelope envelope = new DockerEnvelope(daemon, background, unremoved::add, job.limits());
    try {
      envelope.launch(create(job), job.driverOrder());
      if (job.layer().isPresent()) {
        volumes.confirm(job.layer().get());
      }
      return envelope;
    } catch (IOException | RuntimeException e) {
      envelope.close();
      throw fault(true, "cannot start a container at " + address() + ": " + e, e);
    } catch (InterruptedException e) {
      envelope.close();
      Thread.currentThread().interrupt();
      throw new CancelledException("the start of a container was interrupted", e);
    }
  }

  private static String place(long bytes, int files, String mode) {
    return "rw,nosuid,nodev,noexec,mode=" + mode + ",nr_inodes=" + files + ",size=" + bytes;
  }

  private int wider(Safeguard limit, int factor) {
    return off.contains(limit) ? factor : 1;
  }

  private Map<String, String> places(ResourceLimits limits) {
    long bytes = wider(Safeguard.TEMPORARY_BYTES, 4);
    int files = wider(Safeguard.TEMPORARY_FILES, 4);
    return Map.of(
        SandboxPolicy.TEMPORARY,
        place(
            SandboxPolicy.temporaryBytes(limits) * bytes,
            SandboxPolicy.FILES_IN_TEMPORARY * files,
            "1777"),
        SandboxPolicy.SHARED_MEMORY,
        place(
            SandboxPolicy.sharedMemoryBytes(limits) * bytes,
            SandboxPolicy.FILES_IN_SHARED_MEMORY * files,
            "1777"),
        SandboxPolicy.WORK,
        place(OWN_FILES + limits.diskBytes(), FILES_IN_WORK, "0755"));
  }

  private Capability[] capabilities() {
    Set<Capability> some = EnumSet.copyOf(List.of(KEPT));
    if (off.contains(Safeguard.CAPABILITIES)) {
      some.addAll(List.of(MORE));
    }
    return some.toArray(Capability[]::new);
  }

  private List<String> security() {
    List<String> security = new ArrayList<>(List.of("no-new-privileges"));
    if (filtersCalls) {
      security.add(
          "seccomp="
              + (off.contains(Safeguard.CALLS)
                  ? "unconfined"
                  : SeccompProfile.json(SyscallTable.standard())));
    }
    return security;
  }

  private List<String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    if (off.contains(Safeguard.ENVIRONMENT)) {
      environment.putAll(System.getenv());
    }
    environment.putAll(SandboxPolicy.environment());
    return environment.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList();
  }

  private List<Bind> mounts(Job job) throws IOException {
    List<Bind> mounts = new ArrayList<>();
    if (off.contains(Safeguard.HOST_FILES)) {
      mounts.addAll(SHOWN_OF_HOST);
    }
    if (job.layer().isPresent()) {
      mounts.add(volumes.of(job.layer().get()));
    }
    return mounts;
  }

  private CreateContainerCmd create(Job job) throws IOException {
    ResourceLimits limits = job.limits();
    boolean network = off.contains(Safeguard.NETWORK);
    long files = Math.max(OPEN_FILES, limits.openFiles());
    long memory = limits.memoryBytes() * wider(Safeguard.MEMORY, 4) + OWN_MEMORY;
    long processes =
        (long) limits.processes() * wider(Safeguard.PROCESS_COUNT, 8)
            + SandboxPolicy.OWN_PROCESSES
            + OWN_PROCESSES;
    HostConfig host =
        HostConfig.newHostConfig()
            .withNetworkMode(network ? "host" : "none")
            .withReadonlyRootfs(!off.contains(Safeguard.READ_ONLY_SYSTEM))
            .withTmpFs(places(limits))
            .withBinds(mounts(job))
            .withIpcMode("private")
            .withCapDrop(Capability.ALL)
            .withCapAdd(capabilities())
            .withSecurityOpts(security())
            .withPidsLimit(processes)
            .withMemory(memory)
            .withMemorySwap(memory)
            .withNanoCPUs(Math.round(limits.cpus() * 1e9))
            .withLogConfig(new LogConfig(LogConfig.LoggingType.NONE))
            .withAutoRemove(true)
            .withInit(false)
            // the most that a run may have; it gets its own limits
            .withUlimits(List.of(new Ulimit("core", 0L, 0L), new Ulimit("nofile", files, files)));
    String driver = SandboxPolicy.WORK + "/" + SandboxPolicy.AGENT;
    return daemon
        .commands()
        .createContainerCmd(image)
        .withEntrypoint(
            List.of("python3", "-s", "-B", "-c", loader, driver, SandboxPolicy.ROOT_ONLY))
        .withCmd(List.of())
        .withEnv(environment())
        .withUser("0:0")
        .withWorkingDir("/")
        .withHostName("sandbox")
        .withNetworkDisabled(!network)
        .withStdinOpen(true)
        .withStdInOnce(true)
        .withAttachStdin(true)
        .withAttachStdout(true)
        .withAttachStderr(true)
        .withLabels(owner.labels())
        .withHostConfig(host);
  }

  private static RunnerException fault(boolean retriable, String what, @Nullable Exception cause) {
    return new RunnerException(NAME, retriable, "docker " + what, cause);
  }

  /** Waits for removals under way. */
  @Override
  public void close() {
    pool.close();
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
    unremoved.forEach(daemon::remove);
    volumes.close();
    daemon.close();
  }
}
