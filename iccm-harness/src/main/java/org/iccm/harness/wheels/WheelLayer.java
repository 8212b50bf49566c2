package org.iccm.harness.wheels;

import java.nio.file.Path;

/**
 * A lock's packages, laid out: one directory with modules, packages and their metadata, as {@code
 * sys.path} wants it. Nobody may write to it, and it holds no link, no bytecode and no program.
 *
 * <p>A sandbox mounts {@link #directory} read-only at {@link #INSIDE}, appends that path to {@code
 * sys.path} <em>behind</em> its own, so that no package replaces the interpreter's or pytest's
 * modules, and adds {@link #digest} to the environment's digest. What the sandbox has already wins
 * then: {@link RequirementsLock#differing} tells whether that matters.
 *
 * <p>Immutable and thread-safe.
 *
 * @param directory on the host, absolute
 * @param digest of the lock and the Python it was laid out for; 64 hexadecimal characters
 * @since 0.1.0
 */
public record WheelLayer(Path directory, String digest) {
  /**
   * Where a sandbox mounts the directory: below its inputs, because a root filesystem need not have
   * another place.
   */
  public static final String INSIDE = "/work/wheels";
}
