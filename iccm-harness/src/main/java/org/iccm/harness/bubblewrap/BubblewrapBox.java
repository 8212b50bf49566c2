package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.LimitState;
import org.iccm.harness.policy.Limit;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.sandbox.Box;
import org.iccm.harness.sandbox.Envelope;
import org.iccm.harness.sandbox.Job;
import org.iccm.harness.sandbox.SlotPool;
import org.jspecify.annotations.Nullable;

/**
 * Confines with bubblewrap, in warm slots. Run by root, a slot is a user namespace over host users
 * of its own: bubblewrap itself would leave the candidate host root. Thread-safe.
 *
 * @since 0.1.0
 */
public final class BubblewrapBox implements Box {
  static final String NAME = "bubblewrap";
  private static final int RUNS_A_SLOT = 500;
  private static final String REMEDY = "Look at disk space and permissions";

  private final Layout layout;
  private final Slots slots;
  private final int concurrency;
  private final SlotPool pool;
  private final boolean root;
  private final boolean useCgroups;
  private final Set<Safeguard> off;
  private Cgroups cgroups = Cgroups.none();
  private @Nullable Inputs inputs;
  private @Nullable Path files;
  private Optional<Layout.Source> source = Optional.empty();

  /**
   * Looks at nothing yet.
   *
   * @param layout what is inside
   * @param cache where slots are kept
   * @param concurrency runs at once
   * @param firstUser where we are root, the first host user id of all slots
   * @param useCgroups whether control groups may be used, where there are any
   */
  BubblewrapBox(Layout layout, Path cache, int concurrency, int firstUser, boolean useCgroups) {
    this(layout, cache, concurrency, firstUser, useCgroups, Set.of());
  }

  /** Without some safeguards, for proofs that they are needed. */
  BubblewrapBox(
      Layout layout,
      Path cache,
      int concurrency,
      int firstUser,
      boolean useCgroups,
      Set<Safeguard> off) {
    this.off = Set.copyOf(off);
    this.layout = layout;
    this.useCgroups = useCgroups;
    this.concurrency = concurrency;
    this.root = isRoot();
    this.slots = new Slots(locks(cache), firstUser);
    this.pool = new SlotPool(NAME, concurrency, RUNS_A_SLOT, false, this::envelope);
  }

  /** Root's slots have host users and control groups, so all of root's runners share one place. */
  private Path locks(Path cache) {
    Path shared = Path.of("/run/lock");
    return root && Files.isWritable(shared) ? shared.resolve("iccm-warm") : cache.resolve("warm");
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
      output(List.of("unshare", "--version"), "install util-linux, which has unshare");
    }
    Layout.Source found = layout.find();
    cgroups = useCgroups ? usableCgroups() : Cgroups.none();
    source = Optional.of(found);
    try {
      Leftovers.reap(slots, cgroups, root);
    } catch (IOException e) {
      throw fault(true, "cannot look for what is left of killed runners: " + e + ". " + REMEDY, e);
    }
    boolean memory = cgroups.has(Cgroups.MEMORY);
    boolean pids = cgroups.has(Cgroups.PIDS);
    Map<Limit, LimitState> open = new EnumMap<>(Limit.class);
    // without a control group each process has its limit, and we count the tree now and then
    open.put(Limit.MEMORY, memory ? LimitState.ENFORCED : LimitState.PARTIAL);
    open.put(Limit.CPU_TIME, cgroups.countsTime() ? LimitState.ENFORCED : LimitState.PARTIAL);
    // a user id of its own makes the kernel's limit by user one by sandbox
    open.put(Limit.PROCESSES, pids || root ? LimitState.ENFORCED : LimitState.PARTIAL);
    open.put(
        Limit.HOST_FILES, found.rootfs().isPresent() ? LimitState.ENFORCED : LimitState.PARTIAL);
    // with one user only, a run and our own processes are kept apart by capabilities alone
    open.put(Limit.USER, root ? LimitState.ENFORCED : LimitState.PARTIAL);
    return new Facts(Limit.card(open), !pids, !memory, root, found.packagePaths());
  }

  private Cgroups usableCgroups() {
    // without a slot there is no run: that is no reason to do without groups
    try (Slots.Slot slot = slots.take()) {
      return usableCgroups(slot.number());
    } catch (IOException e) {
      throw fault(true, "cannot take a slot: " + e + ". " + REMEDY, e);
    }
  }

  private static Cgroups usableCgroups(int slot) {
    try {
      Cgroups found =
          Cgroups.find(
              Files.readString(Path.of("/proc/self/cgroup")),
              Files.readString(Path.of("/proc/self/mountinfo")));
      for (String entrance : found.group(slot).entrances()) {
        output(List.of("sh", "-c", "echo $$ >\"$1\"", "sh", entrance), "");
      }
      return found;
    } catch (IOException | RunnerException e) {
      // the host does not let us: limits by process instead, and the card says so
      return Cgroups.none();
    }
  }

  @Override
  public Slot open(Job job, BooleanSupplier cancelled) throws InterruptedException {
    return pool.open(job, cancelled);
  }

  private Envelope envelope(Job job) {
    BubblewrapEnvelope envelope = new BubblewrapEnvelope(off);
    try {
      Slots.Slot slot = slots.take();
      envelope.own(slot);
      Layout.Source from;
      Path driver;
      Inputs place;
      Cgroups.Group group;
      synchronized (this) {
        from = source.orElseThrow(() -> fault(true, "was not checked before its first run", null));
        place = inputs == null ? Inputs.make() : inputs;
        inputs = place;
        driver = files == null ? place.write(job.driver()) : files;
        files = driver;
        group = cgroups.group(slot.number());
      }
      envelope.own(group);
      group.kill();
      if (root) {
        Leftovers.kill(slot.user());
      }
      envelope.launch(
          layout.command(from, driver, job.layer(), root),
          root,
          place.directory(),
          off.contains(Safeguard.ENVIRONMENT) ? ProcessBuilder::new : BubblewrapBox::builder);
      return envelope;
    } catch (IOException e) {
      envelope.close();
      throw fault(true, "cannot start a slot: " + e + ". " + REMEDY, e);
    } catch (RuntimeException e) {
      envelope.close();
      throw e;
    }
  }

  /** Nothing of our environment: processes inside could read it from the sandbox's own. */
  static ProcessBuilder builder(List<String> command) {
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
    pool.close();
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
