package org.iccm.harness.sandbox;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.iccm.api.testing.ResourceLimits;

/**
 * What every sandbox grants, whichever it is: no network, an ordinary user without capabilities, a
 * read-only system, one directory of inputs that cannot be written, a small temporary place, an
 * environment built from nothing, limits on everything else. Change {@link #VERSION} with it.
 *
 * @since 0.1.0
 */
public final class SandboxPolicy {
  /** Part of environment digests. */
  public static final String VERSION = "sandbox-2";

  /** Where inputs are. */
  public static final String WORK = "/work";

  /** The only place that can be written, together with {@link #SHARED_MEMORY}. */
  public static final String TEMPORARY = "/tmp";

  /** Shared memory. */
  public static final String SHARED_MEMORY = "/dev/shm";

  /**
   * The tests' directory, relative to {@link #WORK}. Test modules are named after it, so that no
   * directory of a suite meets a module of a candidate.
   */
  public static final String SUITE = "iccm_suite";

  /** The candidate's directory, relative to {@link #WORK}. */
  public static final String SOURCES = "src";

  /** The driver's directory, relative to {@link #WORK}. */
  public static final String AGENT = "agent";

  /** Where a slot keeps what its Java runtimes share, relative to {@link #WORK}. */
  public static final String JAVA = "java";

  /** All directories of {@link #WORK}; each is there, even if it is empty. */
  public static final List<String> DIRECTORIES = List.of(AGENT, SUITE, SOURCES, JAVA);

  /** A probe's file, relative to {@link #AGENT}, that only the host's root may read. */
  public static final String ROOT_ONLY = "root-only";

  /** Files and directories in {@link #TEMPORARY}, at most. */
  public static final int FILES_IN_TEMPORARY = 4096;

  /** Files and directories in {@link #SHARED_MEMORY}, at most. */
  public static final int FILES_IN_SHARED_MEMORY = 512;

  /** The user inside, where the host gives us no range of users. */
  public static final int USER = 65534;

  /** Where the host gives us one: users of a slot, the first of them the driver's. */
  public static final int USERS = 16;

  /** Suites that a warm slot keeps ready, each in a process of its own. */
  public static final int SUITES_A_SLOT = 16;

  /** Processes that the sandbox itself needs beside the candidate's. */
  public static final int OWN_PROCESSES = 3;

  private static final long MAX_SHARED_MEMORY = 8L << 20;

  private SandboxPolicy() {}

  /**
   * The first process of a warm slot.
   *
   * @param python the interpreter's path inside
   * @return its command line
   */
  public static List<String> slotCommand(String python) {
    return List.of(python, "-s", "-B", WORK + "/" + AGENT + "/envelope.py");
  }

  /** {@link #ROOT_ONLY} as seen from inside. */
  static String rootOnly() {
    return WORK + "/" + AGENT + "/" + ROOT_ONLY;
  }

  /**
   * All environment variables.
   *
   * @return by name
   */
  public static Map<String, String> environment() {
    Map<String, String> env = new TreeMap<>();
    env.put("PATH", "/usr/local/bin:/usr/bin:/bin");
    env.put("HOME", TEMPORARY);
    env.put("TMPDIR", TEMPORARY);
    env.put("TZ", "UTC");
    env.put("LANG", "C.UTF-8");
    env.put("LC_ALL", "C.UTF-8");
    env.put("PYTHONHASHSEED", "0");
    env.put("PYTHONDONTWRITEBYTECODE", "1");
    env.put("PYTHONSAFEPATH", "1");
    env.put("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1");
    return env;
  }

  /**
   * Size of {@link #SHARED_MEMORY}.
   *
   * @param limits the limits
   * @return bytes
   */
  public static long sharedMemoryBytes(ResourceLimits limits) {
    return Math.min(MAX_SHARED_MEMORY, limits.diskBytes() / 8);
  }

  /**
   * Size of {@link #TEMPORARY}.
   *
   * @param limits the limits
   * @return bytes
   */
  public static long temporaryBytes(ResourceLimits limits) {
    return limits.diskBytes() - sharedMemoryBytes(limits);
  }
}
