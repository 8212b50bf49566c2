package org.iccm.training.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A phase of training, step by step. What it does follows from its settings and its state alone, so
 * that a phase that is restored goes on as if it had not been interrupted. For one thread.
 *
 * @since 0.1.0
 */
public interface Phase extends AutoCloseable {
  /** Returns steps taken, those before a restore too. */
  long steps();

  /** Returns the most steps it takes. */
  long planned();

  /**
   * Takes a step.
   *
   * @return what happened
   */
  PhaseStep advance();

  /** Returns why it is over, empty if it goes on. */
  Optional<String> finished();

  /**
   * Writes its whole state.
   *
   * @param directory an existing directory
   * @throws IOException if it cannot be written
   */
  void save(Path directory) throws IOException;

  /**
   * Goes on from a saved state.
   *
   * @param directory what {@link #save} wrote
   * @throws org.iccm.training.checkpoint.CheckpointException if it is another phase's or damaged
   */
  void restore(Path directory);

  /**
   * Writes what it was run for: the files that gates judge and the next phase begins with.
   *
   * @param directory made if it is not there
   * @throws IOException if it cannot be written
   */
  void deliver(Path directory) throws IOException;

  @Override
  void close();
}
