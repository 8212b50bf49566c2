package org.iccm.harness.bubblewrap;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.iccm.api.testing.ResourceLimits;
import org.iccm.harness.policy.Safeguard;
import org.iccm.harness.sandbox.Envelope;
import org.iccm.harness.sandbox.SandboxPolicy;
import org.jspecify.annotations.Nullable;

/** A slot's long-lived process, and what it holds. */
final class BubblewrapEnvelope implements Envelope {
  private static final long PATIENCE_SECONDS = 3;
  private static final int COMPLAINT = 4096;
  private static final long MIB = 1 << 20;

  /**
   * What a warm parent holds at most of the group's memory; what it had before it joined is not
   * counted.
   */
  private static final long PARENT_BYTES = 48 * MIB;

  /** The first descriptor for control groups; a plain shell knows those below ten only. */
  private static final int FIRST_DESCRIPTOR = 3;

  /**
   * In a user namespace that is still empty: says so, waits for its users, goes on as the first.
   */
  private static final String WAIT = "echo; read -r x && exec \"$@\"";

  private Slots.@Nullable Slot slot;
  private Cgroups.@Nullable Group group;
  private volatile @Nullable Process process;
  private @Nullable Path complaints;
  private List<Integer> entrances = List.of();
  private int processorTime = -1;
  private int users = 1;
  private boolean closed;
  private final Set<Safeguard> off;

  /** Without some safeguards, for proofs that they are needed. */
  BubblewrapEnvelope(Set<Safeguard> off) {
    this.off = off;
  }

  void own(Slots.Slot taken) {
    slot = taken;
  }

  void own(Cgroups.Group joined) {
    group = joined;
  }

  /**
   * Starts it. The thread may end before it does.
   *
   * @param command bubblewrap's
   * @param root whether we may give it users of its own
   * @param directory where its complaints are kept
   * @param builder makes processes
   */
  void launch(
      List<String> command,
      boolean root,
      Path directory,
      Function<List<String>, ProcessBuilder> builder)
      throws IOException {
    List<String> all = descriptors();
    Slots.Slot held = slot;
    if (root && held != null) {
      String user = Integer.toString(held.user());
      all.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups"));
      all.addAll(List.of("unshare", "--user", "sh", "-c", WAIT, "sh"));
      users = SandboxPolicy.USERS;
    }
    all.addAll(command);
    Path file = Files.createTempFile(directory, "slot-", ".err");
    complaints = file;
    Process p = builder.apply(all).redirectError(file.toFile()).start();
    process = p;
    if (users > 1 && held != null) {
      if (p.getInputStream().read() < 0) {
        throw new IOException(complaint());
      }
      // ranges are root's to give
      String map = "0 " + held.user() + " " + users + "\n";
      Files.writeString(Path.of("/proc/" + p.pid() + "/uid_map"), map);
      Files.writeString(Path.of("/proc/" + p.pid() + "/gid_map"), map);
      p.getOutputStream().write('\n');
      p.getOutputStream().flush();
    }
  }

  /** Opens the ways into control groups as us, so that those inside need no file of the host. */
  private List<String> descriptors() {
    List<String> files = new ArrayList<>();
    StringBuilder script = new StringBuilder("exec");
    List<Integer> numbers = new ArrayList<>();
    int next = FIRST_DESCRIPTOR;
    Cgroups.Group joined = group;
    if (joined != null) {
      for (String entrance : joined.entrances()) {
        files.add(entrance);
        numbers.add(next);
        script.append(' ').append(next++).append(">\"$").append(files.size()).append('"');
      }
      Optional<Path> time = joined.processorTime();
      if (time.isPresent()) {
        files.add(time.get().toString());
        processorTime = next;
        script.append(' ').append(next).append("<\"$").append(files.size()).append('"');
      }
    }
    entrances = List.copyOf(numbers);
    if (files.isEmpty()) {
      return new ArrayList<>();
    }
    script.append("; shift ").append(files.size()).append("; exec \"$@\"");
    List<String> command = new ArrayList<>(List.of("sh", "-c", script.toString(), "sh"));
    command.addAll(files);
    return command;
  }

  private Process started() {
    Process p = process;
    if (p == null) {
      throw new IllegalStateException("not started");
    }
    return p;
  }

  @Override
  public Map<String, Object> setup() {
    Cgroups.Group joined = group;
    boolean watched = joined == null || !joined.limitsMemory();
    return Map.of("users", users, "cgroups", entrances, "cpu", processorTime, "watched", watched);
  }

  @Override
  public InputStream in() {
    return started().getInputStream();
  }

  @Override
  public OutputStream out() {
    return started().getOutputStream();
  }

  @Override
  public void limit(ResourceLimits limits, int parents, int fresh) throws IOException {
    Cgroups.Group g = group;
    if (g != null) {
      long ours = Math.min(g.held() + fresh * PARENT_BYTES, parents * PARENT_BYTES);
      // without a limit of the run's own there is another, so that nobody else is harmed
      g.limit(
          limits.memoryBytes() * (off.contains(Safeguard.MEMORY) ? 4 : 1) + ours / MIB * MIB,
          limits.processes() * (off.contains(Safeguard.PROCESS_COUNT) ? 8 : 1)
              + SandboxPolicy.OWN_PROCESSES
              + parents,
          limits.cpus());
    }
  }

  @Override
  public boolean outOfMemory() {
    Cgroups.Group g = group;
    return g != null && g.outOfMemory();
  }

  @Override
  public boolean empty(int parents) {
    return off.contains(Safeguard.CLEANUP) || holdsAtMost(parents);
  }

  private boolean holdsAtMost(int processes) {
    Cgroups.Group g = group;
    return g == null || g.members().size() <= processes;
  }

  @Override
  public String complaint() {
    try (InputStream in = Files.newInputStream(complaints == null ? Path.of("") : complaints)) {
      return new String(in.readNBytes(COMPLAINT), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void kill() {
    Process p = process;
    if (p != null) {
      // the first process inside takes all others with it
      p.descendants().forEach(ProcessHandle::destroyForcibly);
      p.destroyForcibly();
    }
    Cgroups.Group g = group;
    if (g != null) {
      g.kill();
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
      if (process != null) {
        process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
      }
      long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (!holdsAtMost(0) && System.nanoTime() - deadline < 0) {
        kill();
        TimeUnit.MILLISECONDS.sleep(2);
      }
    } catch (InterruptedException e) {
      interrupted = true;
    }
    try {
      if (complaints != null) {
        Files.deleteIfExists(complaints);
      }
    } catch (IOException e) {
      // a small file in the temporary directory stays
      interrupted |= Thread.interrupted();
    }
    if (slot != null) {
      slot.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
