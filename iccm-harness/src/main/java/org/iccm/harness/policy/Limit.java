package org.iccm.harness.policy;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.iccm.api.testing.LimitState;

/**
 * Everything that a sandbox has to hold back. A runner's card names each.
 *
 * @since 0.1.0
 */
public enum Limit {
  /** Memory of the whole process tree, files in memory included. */
  MEMORY("memory of the whole process tree"),
  /** Processes and threads of the whole tree. */
  PROCESSES("processes and threads"),
  /** Processor time of the whole tree. */
  CPU_TIME("processor time of the whole tree"),
  /** Time that passes. */
  WALL_CLOCK("time that passes"),
  /** Bytes in every place that can be written. */
  DISK("bytes in every writable place"),
  /** Files in every place that can be written. */
  INODES("number of files in every writable place"),
  /** Bytes in shared memory. */
  SHARED_MEMORY("bytes in shared memory"),
  /** What is printed. */
  OUTPUT("what is printed"),
  /** Open files of a process. */
  OPEN_FILES("open files"),
  /** No network but a private loopback. */
  NETWORK("no network but a private loopback"),
  /** No file of the host beyond the interpreter. */
  HOST_FILES("no file of the host beyond the interpreter"),
  /** A host user of its own without rights, never 0 or 65534. */
  USER("a host user of its own, without rights"),
  /** No namespaces of its own making. */
  NAMESPACES("no nested namespaces"),
  /** Only system calls that tests need. */
  SYSTEM_CALLS("only system calls of the list"),
  /** Nothing is left when the run has ended. */
  REMAINS("nothing is left after a run");

  private final String about;

  Limit(String about) {
    this.about = about;
  }

  /**
   * Its name on a runner's card.
   *
   * @return for example {@code cpu-time}
   */
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * What it means.
   *
   * @return a few words
   */
  public String about() {
    return about;
  }

  /**
   * The limit of a card's name.
   *
   * @param key the name
   * @return the limit; empty if there is none of that name
   */
  public static Optional<Limit> of(String key) {
    return Arrays.stream(values()).filter(l -> l.key().equals(key)).findFirst();
  }

  /**
   * A card's limits: all of them, enforced where nothing else is said.
   *
   * @param exceptions what is not
   * @return states by name, in a fixed order
   */
  public static Map<String, LimitState> card(Map<Limit, LimitState> exceptions) {
    Map<Limit, LimitState> all = new EnumMap<>(Limit.class);
    for (Limit limit : values()) {
      all.put(limit, exceptions.getOrDefault(limit, LimitState.ENFORCED));
    }
    Map<String, LimitState> card = new LinkedHashMap<>();
    all.forEach((limit, state) -> card.put(limit.key(), state));
    return card;
  }
}
