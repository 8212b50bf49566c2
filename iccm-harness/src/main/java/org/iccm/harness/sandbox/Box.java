package org.iccm.harness.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.LimitState;

/**
 * One way to confine processes, in slots. It knows nothing of tests. Thread-safe.
 *
 * @since 0.1.0
 */
public interface Box extends AutoCloseable {
  /**
   * The provider's name.
   *
   * @return for example {@code docker}
   */
  String name();

  /**
   * How many slots there are.
   *
   * @return at least 1
   */
  int concurrency();

  /**
   * Looks whether the host has what it takes.
   *
   * @return what it will hold back, and how
   * @throws RunnerException if it cannot work here; it says what to install
   */
  Facts check();

  /**
   * Takes a slot; waits for a free one.
   *
   * @param job what it is for; a slot that knows its suite is preferred
   * @param cancelled asked while waiting
   * @return the slot; close it
   * @throws RunnerException if the sandbox fails
   * @throws CancelledException if {@code cancelled} says so
   * @throws InterruptedException if interrupted
   */
  Slot open(Job job, BooleanSupplier cancelled) throws InterruptedException;

  /** Frees everything. Called when no job is running any more. */
  @Override
  void close();

  /**
   * What a box holds back.
   *
   * @param limits how well it enforces each limit
   * @param ownProcessLimit whether the driver has to limit processes itself
   * @param ownMemoryLimit whether the driver has to limit memory itself, each process alone
   * @param byRoot whether the host's root makes the sandbox
   * @param packages directories inside that hold further Python packages
   */
  record Facts(
      Map<String, LimitState> limits,
      boolean ownProcessLimit,
      boolean ownMemoryLimit,
      boolean byRoot,
      List<String> packages) {}

  /** A place for one job at a time. Used by one thread. */
  interface Slot extends AutoCloseable {
    /**
     * Starts a job, of which nothing is left in the slot when its run is closed.
     *
     * @param job what to start
     * @param report gets the report
     * @param output gets what is printed
     * @return the running job; close it before the slot
     * @throws RunnerException if the sandbox fails
     * @throws InterruptedException if interrupted
     */
    Run start(Job job, ByteSink report, ByteSink output) throws InterruptedException;

    /** Says that what ran here was hostile or failed: the slot will not be used again. */
    void spoil();

    /** Gives the slot back. Idempotent. */
    @Override
    void close();
  }

  /** A job under way. Used by one thread. */
  interface Run extends AutoCloseable {
    /**
     * Waits for the end, until all output has been delivered.
     *
     * @param time how long at most
     * @return true if it has ended
     * @throws InterruptedException if interrupted
     */
    boolean await(Duration time) throws InterruptedException;

    /**
     * Whether the kernel has killed something for want of memory.
     *
     * @return true if it has, so far
     */
    boolean outOfMemory();

    /** Kills all of it, at once. */
    void kill();

    /** Kills what is left and removes all traces. */
    @Override
    void close();
  }
}
