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

  /** A slot that nobody has wanted for so long gives its memory back. */
  private static final Duration IDLE = Duration.ofMinutes(2);

  private final String box;
  private final Maker maker;
  private final int mostRuns;
  private final boolean spares;
  private final Semaphore free;
  private final Duration longestIdle;
  private final List<WarmSlot> idle = new ArrayList<>();
  private boolean watching;
  private final AtomicInteger threads = new AtomicInteger();
  private final ExecutorService executor;
  private @Nullable WarmSlot spare;
  private boolean makingSpare;
  private boolean closed;

  /**
   * An empty pool.
   *
   * @param box the box's name, for threads and messages
   * @param concurrency slots, at least 1
   * @param mostRuns runs after which a slot is retired, at least 1
   * @param spares whether the successor of a slot that ends is started ahead, one at a time and
   *     beyond the concurrency
   * @param maker makes envelopes
   */
  public SlotPool(String box, int concurrency, int mostRuns, boolean spares, Maker maker) {
    this(box, concurrency, mostRuns, spares, IDLE, maker);
  }

  SlotPool(
      String box,
      int concurrency,
      int mostRuns,
      boolean spares,
      Duration longestIdle,
      Maker maker) {
    this.box = box;
    this.spares = spares;
    this.longestIdle = longestIdle;
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
      if (slot == null) {
        slot = takeSpare(job);
      }
      return new Taken(slot != null ? slot : fresh(job), job);
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

  /**
   * One that knows the suite, else the one used last, of those with the same packages. Where only
   * others are left and there is no room for one more, the one that has waited longest goes.
   */
  private @Nullable WarmSlot take(Job job) {
    List<WarmSlot> gone = new ArrayList<>();
    WarmSlot best = null;
    synchronized (idle) {
      for (Iterator<WarmSlot> i = idle.iterator(); i.hasNext(); ) {
        WarmSlot slot = i.next();
        if (!slot.usable()) {
          i.remove();
          gone.add(slot);
        } else if (!slot.fits(job)) {
          continue;
        } else if (best == null || slot.knows(job.suiteKey()) || !best.knows(job.suiteKey())) {
          best = slot;
        }
      }
      if (best != null) {
        idle.remove(best);
      } else if (idle.size() > free.availablePermits()) {
        gone.add(idle.remove(0));
      }
    }
    gone.forEach(WarmSlot::close);
    return best;
  }

  private @Nullable WarmSlot takeSpare(Job job) {
    WarmSlot slot;
    synchronized (idle) {
      slot = spare;
      spare = null;
    }
    if (slot == null) {
      return null;
    }
    makeSpare(job);
    if (slot.usable() && slot.fits(job)) {
      return slot;
    }
    slot.close();
    return null;
  }

  private void makeSpare(Job job) {
    synchronized (idle) {
      if (!spares || closed || makingSpare || spare != null) {
        return;
      }
      makingSpare = true;
    }
    executor.execute(
        () -> {
          WarmSlot slot = null;
          try {
            slot = fresh(job);
          } catch (RuntimeException e) {
            // the next run that needs one says why there is none
            slot = null;
          }
          synchronized (idle) {
            makingSpare = false;
            if (!closed) {
              spare = slot;
              slot = null;
            }
          }
          if (slot != null) {
            slot.close();
          }
        });
  }

  private void giveBack(WarmSlot slot, Job job) {
    boolean keep = slot.usable() && slot.runs() < mostRuns;
    synchronized (idle) {
      keep &= !closed;
      if (keep) {
        slot.rest();
        idle.add(slot);
        if (!watching) {
          watching = true;
          executor.execute(this::retireIdle);
        }
      }
    }
    if (!keep) {
      slot.close();
      makeSpare(job);
    }
    free.release();
  }

  /** Runs as long as there are idle slots, and ends those that have been idle for long. */
  private void retireIdle() {
    List<WarmSlot> old = new ArrayList<>();
    boolean more = true;
    while (more) {
      synchronized (idle) {
        idle.removeIf(slot -> slot.rested().compareTo(longestIdle) >= 0 && old.add(slot));
        watching = more = !idle.isEmpty() && !closed;
        long next =
            idle.stream().mapToLong(s -> longestIdle.minus(s.rested()).toMillis()).min().orElse(0);
        try {
          if (more && old.isEmpty()) {
            idle.wait(Math.max(1, next));
          }
        } catch (InterruptedException e) {
          // the pool is closing
          more = false;
        }
      }
      old.forEach(WarmSlot::close);
      old.clear();
    }
  }

  /** How many slots wait for work. */
  int idle() {
    synchronized (idle) {
      return idle.size();
    }
  }

  /** Retires all idle slots. */
  @Override
  public void close() {
    List<WarmSlot> all;
    synchronized (idle) {
      closed = true;
      all = new ArrayList<>(idle);
      idle.clear();
      if (spare != null) {
        all.add(spare);
        spare = null;
      }
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
    private final Job job;
    private boolean given;

    Taken(WarmSlot slot, Job job) {
      this.slot = slot;
      this.job = job;
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
        giveBack(slot, job);
      }
    }
  }
}
