package org.iccm.harness.wheels;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * One package of a lock.
 *
 * <p>Immutable and thread-safe.
 *
 * @param name normalised: lower case, words joined by '-'
 * @param version its exact version
 * @param hashes SHA-256 of each file that may be taken, 64 lower-case hexadecimal characters; at
 *     least one
 * @since 0.1.0
 */
public record LockedPackage(String name, PythonVersion version, Set<String> hashes) {
  /** Checks and copies. */
  public LockedPackage {
    if (!name.equals(normalised(name)) || hashes.isEmpty()) {
      throw new IllegalArgumentException(
          name + ": the name is not normalised, or no hash is given");
    }
    hashes = Set.copyOf(hashes);
  }

  /**
   * The form of a name in which all its spellings are equal.
   *
   * @param name a package's name
   * @return lower case, with '-' for each run of '-', '_' and '.'
   */
  public static String normalised(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]+", "-");
  }

  /**
   * The package as a line of a lock.
   *
   * @return {@code name==version --hash=sha256:...}, hashes sorted
   */
  public String line() {
    return name
        + "=="
        + version
        + new TreeSet<>(hashes)
            .stream().map(h -> " --hash=sha256:" + h).collect(Collectors.joining());
  }
}
