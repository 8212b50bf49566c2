package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.LimitState;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.ByteSink;
import org.iccm.harness.sandbox.SandboxPolicy;
import org.jspecify.annotations.Nullable;

/**
 * Confines with bubblewrap. Run by root, it drops to a user id of the slot's own first: bubblewrap
 * itself would leave the candidate host root. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BubblewrapBox implements Box {
  static final String NAME = "bubblewrap";

  /** Joins control groups, then becomes the command. */
  private static final String JOIN =
      "n=$1; shift; while [ \"$n\" -gt 0 ]; do echo $$ >\"$1\" || exit 97; shift; n=$((n - 1));"
          + " done; exec \"$@\"";

  private static final Duration POLL = Duration.ofMillis(20);

  private final Layout layout;
  private final Slots slots;
  private final int concurrency;
  private final Semaphore free;
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService pumps;
  private final boolean root;
  private final boolean useCgroups;
  private Cgroups cgroups = Cgroups.none();
  private @Nullable Inputs inputs;
  private Optional<Layout.Source> source = Optional.empty();

  /**
   * Looks at nothing yet.
   *
   * @param layout what is inside
   * @param cache where slots are kept
   * @param concurrency runs at once
   * @param useCgroups whether control groups may be used, where there are any
   */
  BubblewrapBox(Layout layout, Path cache, int concurrency, boolean useCgroups) {
    this.layout = layout;
    this.useCgroups = useCgroups;
    this.slots = new Slots(cache.resolve("slots"));
    this.concurrency = concurrency;
    this.free = new Semaphore(concurrency, true);
    this.root = isRoot();
    this.pumps =
        Executors.newCachedThreadPool(
            r -> {
              Thread t = new Thread(r, "iccm-bubblewrap-" + threads.incrementAndGet());
              t.setDaemon(true);
              return t;
            });
  }

  private static boolean isRoot() {
    try {
      return Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0);
    } catch (IOException | UnsupportedOperationException | IllegalArgumentException e) {
      return false;
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
  public synchronized Facts check() {
    if (!System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("linux")) {
      throw fault(false, "works on Linux only: use runner docker", null);
    }
    String help = output(List.of(layout.bwrap(), "--help"), "install bubblewrap 0.8 or newer");
    if (!help.contains("--disable-userns")) {
      throw fault(false, "is older than 0.8: install a newer one, or use runner docker", null);
    }
    if (root) {
      output(List.of("setpriv", "--version"), "install util-linux, which has setpriv");
    }
    Layout.Source found = layout.find();
    cgroups = useCgroups ? usableCgroups() : Cgroups.none();
    source = Optional.of(found);
    boolean memory = cgroups.has(Cgroups.MEMORY);
    boolean pids = cgroups.has(Cgroups.PIDS);
    Map<String, LimitState> limits = new LinkedHashMap<>();
    limits.put("network", LimitState.ENFORCED);
    limits.put("memory", memory ? LimitState.ENFORCED : LimitState.PARTIAL);
    // a user id of its own makes the kernel's limit by user one by sandbox
    limits.put("processes", pids || root ? LimitState.ENFORCED : LimitState.PARTIAL);
    limits.put("output", LimitState.ENFORCED);
    limits.put("disk", LimitState.ENFORCED);
    limits.put("time", LimitState.ENFORCED);
    limits.put("host-files", found.rootfs().isPresent() ? LimitState.ENFORCED : LimitState.PARTIAL);
    limits.put("user", LimitState.ENFORCED);
    return new Facts(limits, !pids, !memory, root, found.packagePaths());
  }

  private Cgroups usableCgroups() {
    try {
      Cgroups found =
          Cgroups.find(
              Files.readString(Path.of("/proc/self/cgroup")),
              Files.readString(Path.of("/proc/self/mountinfo")));
      try (Slots.Slot slot = slots.take()) {
        Cgroups.Group group = found.group(slot.number());
        List<String> command = new ArrayList<>(joining(group));
        command.add("true");
        output(command, "");
      }
      return found;
    } catch (IOException | RunnerException e) {
      // the host does not let us: limits by process instead, and the card says so
      return Cgroups.none();
    }
  }

  private static List<String> joining(Cgroups.Group group) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", JOIN, "sh"));
    command.add(Integer.toString(group.entrances().size()));
    command.addAll(group.entrances());
    return command;
  }

  @Override
  public Run start(Job job, ByteSink report, ByteSink output, BooleanSupplier cancelled)
      throws InterruptedException {
    while (!free.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      if (cancelled.getAsBoolean()) {
        throw new CancelledException("a run that waited for sandbox bubblewrap was cancelled");
      }
    }
    BubblewrapRun run = new BubblewrapRun(free::release);
    try {
      Slots.Slot slot = slots.take();
      run.own(slot);
      Layout.Source from;
      Inputs place;
      Cgroups.Group group;
      synchronized (this) {
        from = source.orElseThrow(() -> fault(true, "was not checked before its first run", null));
        place = inputs == null ? Inputs.make() : inputs;
        inputs = place;
        group = cgroups.group(slot.number());
      }
      run.own(group);
      group.kill();
      group.limit(
          job.limits().memoryBytes(),
          job.limits().processes() + SandboxPolicy.OWN_PROCESSES,
          job.limits().cpus());
      Path work =
          place.write(job.files(), root ? OptionalInt.of(slot.user()) : OptionalInt.empty());
      run.own(work);
      List<String> command = new ArrayList<>();
      if (!group.entrances().isEmpty()) {
        command.addAll(joining(group));
      }
      if (root) {
        String user = Integer.toString(slot.user());
        command.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups"));
        command.add("--no-new-privs");
      }
      command.addAll(layout.command(from, work, job.limits()));
      run.launch(builder(command), job.secret(), report, output, pumps);
      return run;
    } catch (IOException e) {
      run.close();
      throw fault(true, "cannot start a run: " + e + ". Look at disk space and permissions", e);
    } catch (RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /** Nothing of our environment: processes inside could read it from the sandbox's own. */
  private static ProcessBuilder builder(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    String path = environment.getOrDefault("PATH", "/usr/local/bin:/usr/bin:/bin");
    environment.clear();
    environment.put("PATH", path + ":/usr/sbin:/sbin");
    return builder;
  }

  private static String output(List<String> command, String remedy) {
    try {
      Process process = builder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      byte[] text = process.getInputStream().readNBytes(1 << 16);
      if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw fault(false, "'" + command.get(0) + "' failed: " + remedy, null);
      }
      return new String(text, java.nio.charset.StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw fault(false, "'" + command.get(0) + "' cannot be started: " + remedy, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("looking for bubblewrap was interrupted", e);
    }
  }

  private static RunnerException fault(boolean retriable, String what, @Nullable Exception cause) {
    return new RunnerException(NAME, retriable, "bubblewrap " + what, cause);
  }

  @Override
  public synchronized void close() {
    pumps.shutdownNow();
    try {
      pumps.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try {
      if (inputs != null) {
        inputs.remove();
      }
    } catch (IOException e) {
      // the next runner on this machine sweeps it
      return;
    }
  }
}
