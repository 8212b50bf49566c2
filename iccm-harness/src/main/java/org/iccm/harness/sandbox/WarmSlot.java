package org.iccm.harness.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.iccm.api.error.RunnerException;
import org.iccm.harness.wheels.WheelLayer;
import org.jspecify.annotations.Nullable;

/** Speaks with the first process of one {@link Envelope}. Used by one thread at a time. */
final class WarmSlot {
  private static final int MAX_FRAME = 64 << 20;
  private static final Duration EMPTYING = Duration.ofSeconds(3);

  /** The parent of all others. */
  private static final int BASE = 1;

  private final String box;
  private final Envelope envelope;
  private final Executor threads;
  private final Optional<WheelLayer> layer;
  private final DataOutputStream out;
  private final Set<String> suites = new LinkedHashSet<>();
  private volatile @Nullable Flight flight;
  private volatile boolean dead;
  private boolean spoiled;
  private int runs;
  private volatile long resting;

  /** Starts to listen; the first process may still be on its way. */
  WarmSlot(String box, Envelope envelope, Executor threads, Job first) {
    this.box = box;
    this.envelope = envelope;
    this.threads = threads;
    this.layer = first.layer();
    this.out = new DataOutputStream(new BufferedOutputStream(envelope.out(), 1 << 16));
    Map<String, Object> setup = new LinkedHashMap<>(envelope.setup());
    Map<String, Object> warm = new LinkedHashMap<>(first.orders());
    setup.put("packages", warm.getOrDefault("packages", List.of()));
    setup.put("seccomp", warm.getOrDefault("seccomp", ""));
    setup.put("off", warm.getOrDefault("off", List.of()));
    // nothing of a suite
    warm.keySet().retainAll(Set.of("ini", "candidate", "messageChars", "language"));
    setup.put("warm", warm);
    threads.execute(this::listen);
    // far less than a pipe holds
    send('I', Job.json(setup));
  }

  boolean knows(String suite) {
    return suites.contains(suite);
  }

  /** Whether what is mounted is what a job needs, and whether it can be held to its limits. */
  boolean fits(Job job) {
    return layer.equals(job.layer()) && envelope.fits(job.limits());
  }

  int runs() {
    return runs;
  }

  /** Nobody uses it from now on. */
  void rest() {
    resting = System.nanoTime();
  }

  /** How long nobody has used it. */
  Duration rested() {
    return Duration.ofNanos(System.nanoTime() - resting);
  }

  void spoil() {
    spoiled = true;
  }

  boolean usable() {
    return !spoiled && !dead;
  }

  void close() {
    envelope.close();
  }

  Box.Run start(Job job, ByteSink report, ByteSink output) {
    runs++;
    Flight f = new Flight(report, output);
    flight = f;
    String forget = "";
    boolean fresh = !job.suiteKey().isEmpty() && !suites.remove(job.suiteKey());
    if (fresh && suites.size() >= SandboxPolicy.SUITES_A_SLOT) {
      forget = suites.iterator().next();
      suites.remove(forget);
    }
    if (!job.suiteKey().isEmpty()) {
      suites.add(job.suiteKey());
    }
    int parents = BASE + suites.size();
    try {
      envelope.limit(job.limits(), parents, (fresh ? 1 : 0) + (runs == 1 ? BASE : 0));
    } catch (IOException e) {
      spoiled = true;
      throw new RunnerException(box, true, box + " cannot set limits: " + e, e);
    }
    String old = forget;
    threads.execute(
        () -> {
          if (!old.isEmpty()) {
            send('D', old.getBytes(StandardCharsets.US_ASCII));
          }
          if (fresh) {
            byte[] key = job.suiteKey().getBytes(StandardCharsets.US_ASCII);
            send('S', new byte[] {(byte) key.length}, key, job.suiteOrder());
          }
          send('R', job.runOrder());
        });
    return f;
  }

  private synchronized void send(char kind, byte[]... parts) {
    try {
      int length = 1;
      for (byte[] part : parts) {
        length += part.length;
      }
      out.writeInt(length);
      out.writeByte(kind);
      for (byte[] part : parts) {
        out.write(part);
      }
      out.flush();
    } catch (IOException e) {
      // it is gone: the listener says so
      dead = true;
    }
  }

  private void listen() {
    byte[] content = new byte[1 << 16];
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(envelope.in(), 1 << 16))) {
      while (true) {
        int length = in.readInt() - 1;
        if (length < 0 || length > MAX_FRAME) {
          throw new IOException("a frame of " + length + " bytes");
        }
        char kind = (char) in.readUnsignedByte();
        if (content.length < length) {
          content = new byte[length];
        }
        in.readFully(content, 0, length);
        take(kind, content, length);
      }
    } catch (IOException e) {
      // killed, or it has failed: what it complained about is in the report's place
      dead = true;
    } finally {
      dead = true;
      Flight f = flight;
      if (f != null) {
        f.ended.countDown();
      }
    }
  }

  private void take(char kind, byte[] content, int length) throws IOException {
    Flight f = flight;
    if (f == null) {
      throw new IOException("a frame without a run");
    } else if (kind == 'r') {
      f.report.accept(content, length);
    } else if (kind == 'o') {
      f.output.accept(content, length);
    } else if (kind == 'E') {
      JsonNode end = Job.read(content, length);
      f.parents = end.path("parents").asInt();
      f.clean = end.path("clean").asBoolean();
      f.ended.countDown();
    }
  }

  /** A run under way. */
  private final class Flight implements Box.Run {
    final ByteSink report;
    final ByteSink output;
    final CountDownLatch ended = new CountDownLatch(1);
    volatile boolean clean;
    volatile int parents;

    Flight(ByteSink report, ByteSink output) {
      this.report = report;
      this.output = output;
    }

    @Override
    public boolean await(Duration time) throws InterruptedException {
      if (!ended.await(time.toNanos(), TimeUnit.NANOSECONDS)) {
        return false;
      }
      if (dead && !spoiled) {
        spoiled = true;
        byte[] complaint = envelope.complaint().getBytes(StandardCharsets.UTF_8);
        output.accept(complaint, complaint.length);
      }
      return true;
    }

    @Override
    public boolean outOfMemory() {
      return envelope.outOfMemory();
    }

    @Override
    public void kill() {
      spoiled = true;
      envelope.kill();
    }

    @Override
    public void close() {
      if (ended.getCount() > 0) {
        kill();
      }
      spoiled |= !clean;
      long deadline = System.nanoTime() + EMPTYING.toNanos();
      while (!envelope.empty(parents)) {
        if (System.nanoTime() - deadline > 0) {
          kill();
          break;
        }
        Thread.onSpinWait();
      }
      flight = null;
    }
  }
}
