package org.iccm.harness.doctor;

import java.util.List;
import java.util.Optional;

/**
 * What can be asked of a host. Tests answer from recordings of hosts that they are not on.
 *
 * @since 0.1.0
 */
public interface Host {
  /**
   * The operating system.
   *
   * @return as Java's {@code os.name}
   */
  String system();

  /**
   * A file's text.
   *
   * @param path absolute
   * @return its text; empty if it is not there or cannot be read
   */
  Optional<String> read(String path);

  /**
   * Whether a path is there.
   *
   * @param path absolute
   * @return true if it is
   */
  boolean exists(String path);

  /**
   * An environment variable.
   *
   * @param name its name
   * @return its value; empty if it is not set
   */
  Optional<String> environment(String name);

  /**
   * Runs a program without input, for ten seconds at most.
   *
   * @param command program and arguments
   * @return how it ended; empty if it could not be started
   */
  Optional<Ended> run(List<String> command);

  /**
   * How a program ended.
   *
   * @param status its exit status
   * @param output what it printed, errors too
   */
  record Ended(int status, String output) {}
}
