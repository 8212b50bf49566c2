package org.iccm.harness.sandbox;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.jspecify.annotations.Nullable;

/**
 * Warm slots of one box: taken, given back, retired after a number of runs or a hostile one.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class SlotPool implements AutoCloseable {
  /** Makes what surrounds a slot. */
  @FunctionalInterface
  public interface Maker {
    /**
     * Makes one.
     *
     * @param job the first that it is for
     * @return a started envelope
     * @throws RunnerException if the host refuses
     */
    Envelope make(Job job);
  }

  private static final Duration POLL = Duration.ofMillis(20);

  private final String box;
  private final Maker maker;
  private final int mostRuns;
  private final Semaphore free;
  private final List<WarmSlot> idle = new ArrayList<>();
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService executor;
  private boolean closed;

  /**
   * An empty pool.
   *
   * @param box the box's name, for threads and messages
   * @param concurrency slots, at least 1
   * @param mostRuns runs after which a slot is retired, at least 1
   * @param maker makes envelopes
   */
  public SlotPool(String box, int concurrency, int mostRuns, Maker maker) {
    this.box = box;
    this.maker = maker;
    this.mostRuns = mostRuns;
    this.free = new Semaphore(concurrency, true);
    this.executor =
        Executors.newCachedThreadPool(
            r -> {
              Thread t = new Thread(r, "iccm-" + box + "-" + threads.incrementAndGet());
              t.setDaemon(true);
              return t;
            });
  }

  /**
   * As {@link Box#open}.
   *
   * @param job what it is for
   * @param cancelled asked while waiting
   * @return a slot
   * @throws InterruptedException if interrupted
   */
  public Box.Slot open(Job job, BooleanSupplier cancelled) throws InterruptedException {
    while (!free.tryAcquire(POLL.toMillis(), TimeUnit.MILLISECONDS)) {
      if (cancelled.getAsBoolean()) {
        throw new CancelledException("a run that waited for sandbox " + box + " was cancelled");
      }
    }
    try {
      WarmSlot slot = take(job);
      return new Taken(slot != null ? slot : fresh(job));
    } catch (RuntimeException e) {
      free.release();
      throw e;
    }
  }

  private WarmSlot fresh(Job job) {
    Envelope envelope = maker.make(job);
    try {
      return new WarmSlot(box, envelope, executor, job);
    } catch (RuntimeException e) {
      envelope.close();
      throw e;
    }
  }

  /** One that knows the suite, else the one used last. */
  private @Nullable WarmSlot take(Job job) {
    List<WarmSlot> gone = new ArrayList<>();
    WarmSlot best = null;
    synchronized (idle) {
      for (Iterator<WarmSlot> i = idle.iterator(); i.hasNext(); ) {
        WarmSlot slot = i.next();
        if (!slot.usable()) {
          i.remove();
          gone.add(slot);
        } else if (best == null || slot.knows(job.suiteKey()) || !best.knows(job.suiteKey())) {
          best = slot;
        }
      }
      if (best != null) {
        idle.remove(best);
      }
    }
    gone.forEach(WarmSlot::close);
    return best;
  }

  private void giveBack(WarmSlot slot) {
    boolean keep = slot.usable() && slot.runs() < mostRuns;
    synchronized (idle) {
      keep &= !closed;
      if (keep) {
        idle.add(slot);
      }
    }
    if (!keep) {
      slot.close();
    }
    free.release();
  }

  /** Retires all idle slots. */
  @Override
  public void close() {
    List<WarmSlot> all;
    synchronized (idle) {
      closed = true;
      all = List.copyOf(idle);
      idle.clear();
    }
    all.forEach(WarmSlot::close);
    executor.shutdownNow();
    try {
      executor.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final class Taken implements Box.Slot {
    private final WarmSlot slot;
    private boolean given;

    Taken(WarmSlot slot) {
      this.slot = slot;
    }

    @Override
    public Box.Run start(Job job, ByteSink report, ByteSink output) {
      return slot.start(job, report, output);
    }

    @Override
    public void spoil() {
      slot.spoil();
    }

    @Override
    public void close() {
      if (!given) {
        given = true;
        giveBack(slot);
      }
    }
  }
}
