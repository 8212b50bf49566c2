package org.iccm.harness.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import org.iccm.api.testing.ResourceLimits;

/**
 * What surrounds a warm slot: a confined, long-lived first process ({@link
 * SandboxPolicy#slotCommand}), and the host's side of it. Used by one thread, but for {@link
 * #kill()} and the streams.
 *
 * @since 0.1.0
 */
public interface Envelope extends AutoCloseable {
  /**
   * What the first process is told at its start.
   *
   * @return plain values: {@code users}, how many it may give to runs, 1 for none; {@code cgroups},
   *     descriptors through which the warm parents join by writing 0, and so all runs; {@code cpu},
   *     one to read the processor time from, or -1; {@code watched}, whether runs need somebody
   *     inside who looks after them, as they have no memory limit of their own
   */
  Map<String, Object> setup();

  /**
   * Frames from inside.
   *
   * @return its standard output
   */
  InputStream in();

  /**
   * Frames to the inside; closing it ends the first process.
   *
   * @return its standard input
   */
  OutputStream out();

  /**
   * Whether it can hold a run to these limits.
   *
   * @param limits what a run may spend
   * @return true if {@link #limit} takes them
   */
  default boolean fits(ResourceLimits limits) {
    return true;
  }

  /**
   * Makes ready for a run.
   *
   * @param limits what it may spend
   * @param parents warm parents that it has beside it, at least 1
   * @param fresh how many of these are yet to start
   * @throws IOException if the host refuses
   */
  void limit(ResourceLimits limits, int parents, int fresh) throws IOException;

  /**
   * Whether the kernel has killed for want of memory since {@link #limit}.
   *
   * @return true if it has
   */
  boolean outOfMemory();

  /**
   * Whether nothing of the last run is left, as far as the host can see.
   *
   * @param parents warm parents that stay
   * @return true if all is gone
   */
  boolean empty(int parents);

  /**
   * For messages.
   *
   * @return what the first process complained about, bounded
   */
  String complaint();

  /** Kills everything inside, at once. Thread-safe. */
  void kill();

  /** Kills everything inside and frees what the host holds for it. Idempotent. */
  @Override
  void close();
}
