package org.iccm.harness.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.iccm.api.error.CancelledException;
import org.iccm.api.error.RunnerException;
import org.iccm.api.testing.LimitState;
import org.iccm.api.testing.ResourceLimits;

/**
 * One way to confine a process. It knows nothing of tests. Thread-safe.
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
   * How many may run at once.
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
   * Starts a job in a fresh place; waits for a free one.
   *
   * @param job what to start
   * @param report gets standard output
   * @param output gets standard error
   * @param cancelled asked while waiting
   * @return the running job; close it
   * @throws RunnerException if the sandbox fails
   * @throws CancelledException if {@code cancelled} says so
   * @throws InterruptedException if interrupted
   */
  Run start(Job job, ByteSink report, ByteSink output, BooleanSupplier cancelled)
      throws InterruptedException;

  /** Frees everything. Called when no job is running any more. */
  @Override
  void close();

  /**
   * What to start: {@link SandboxPolicy#command}, with these files below {@link
   * SandboxPolicy#WORK}, read-only; {@link SandboxPolicy#ROOT_ONLY} with mode 0600.
   *
   * @param files content by path, relative to that directory
   * @param secret one line for standard input
   * @param limits what it may spend
   */
  record Job(Map<String, byte[]> files, String secret, ResourceLimits limits) {}

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
