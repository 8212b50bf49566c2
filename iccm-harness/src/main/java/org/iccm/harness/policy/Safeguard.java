package org.iccm.harness.policy;

import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The steps of the policy that stop something, so that tests can show that each does: an attack
 * that still fails without the step which is said to stop it proves nothing. No setting of any
 * runner switches one off, and what runs without one has another environment digest and says {@code
 * ABSENT} on its card.
 *
 * @since 0.1.0
 */
public enum Safeguard {
  /** The list of system calls. Without it the kernel's own checks are left. */
  CALLS,
  /** A network of the run's own, with nothing but a loopback. */
  NETWORK,
  /** A process namespace of the run's own, which ends with its first process. */
  PROCESSES,
  /** A run is over when nothing of it is left. */
  CLEANUP,
  /** A fresh temporary place and fresh shared memory for each run. */
  FRESH_PLACES,
  /** System V and POSIX queues, segments and semaphores of the run's own. */
  IPC,
  /** A system that cannot be written. */
  READ_ONLY_SYSTEM,
  /** Tests and sources that cannot be written. */
  SEALED_INPUTS,
  /** A user of the run's own. */
  USER,
  /** No capabilities. */
  CAPABILITIES,
  /** Nobody below makes another user namespace. */
  USER_NAMESPACES,
  /** No descriptors but the run's own. */
  DESCRIPTORS,
  /** Our own processes cannot be looked into. */
  CLOSED_PROCESSES,
  /** Nothing of the host's files, processes and sockets is shown. */
  HOST_FILES,
  /** An environment made from nothing. */
  ENVIRONMENT,
  /** A limit on open files. */
  OPEN_FILES,
  /** A limit on the size of one file. */
  FILE_SIZE,
  /** A limit on the memory of all processes together. Without it four times as much is allowed. */
  MEMORY,
  /** A limit on processes and threads. Without it eight times as many are allowed. */
  PROCESS_COUNT,
  /** A limit on processor time. */
  PROCESSOR_TIME,
  /** A limit on time by the clock on the wall. */
  WALL_CLOCK,
  /** A limit on bytes in what can be written. Without it four times as many are allowed. */
  TEMPORARY_BYTES,
  /** A limit on files in what can be written. Without it four times as many are allowed. */
  TEMPORARY_FILES,
  /** A limit on what is kept of the output and of messages. Without it 64 times as much is. */
  OUTPUT,
  /** What is no text does not leave as text. */
  PLAIN_TEXT,
  /** Only modules and plain data of a candidate are used. */
  CANDIDATE_FILES,
  /** pytest and Python are configured by us alone, never by what lies in the candidate's folder. */
  OWN_CONFIGURATION,
  /** Plug-ins that are found on the path are not loaded. */
  NO_PLUGINS,
  /** Compiled modules are neither kept nor taken. */
  BYTECODE,
  /** Each line of a report carries a word that is new in each run. */
  SECRET,
  /** Results come by a stream of their own, never from what is printed. */
  REPORT_CHANNEL,
  /** Each test begins once and ends once, in turn. */
  EXACTLY_ONCE,
  /** End mark, exit code and results agree. */
  AGREEMENT,
  /** A process ends with its last line: handlers and threads have no say after it. */
  HARD_END,
  /** Exactly the tests that were asked for count; what is missing or skipped has not passed. */
  EXPECTED_IDS,
  /** What pytest is made of is the same at the end as at the beginning. */
  TRACES,
  /** Tests that must fail, and comparisons that contradict each other. */
  CANARIES,
  /** Isolated runs: tests and candidate in two processes, between which only data cross. */
  DATA_BOUNDARY,
  /** Isolated runs: the tests' process loads and runs nothing that the candidate wrote. */
  SHARED_PLACE;

  /**
   * As limits of a card are called.
   *
   * @return for example {@code own-configuration}
   */
  public String limit() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  /**
   * For the driver inside.
   *
   * @param some which
   * @return their names in the order of this list
   */
  public static List<String> names(Collection<Safeguard> some) {
    return some.stream().sorted().map(Enum::name).collect(Collectors.toList());
  }
}
