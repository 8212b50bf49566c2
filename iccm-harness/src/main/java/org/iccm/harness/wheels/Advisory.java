package org.iccm.harness.wheels;

import java.util.List;

/**
 * A known vulnerability that a locked package has.
 *
 * <p>Immutable and thread-safe.
 *
 * @param locked the package
 * @param id the advisory's id, for example {@code PYSEC-2024-1}
 * @param aliases other ids of the same, for example a CVE; may be empty
 * @param summary what it is, one line; may be empty
 * @param fixed versions that do not have it any more, as the advisory writes them; may be empty
 * @since 0.1.0
 */
public record Advisory(
    LockedPackage locked, String id, List<String> aliases, String summary, List<String> fixed) {
  /** Copies the lists. */
  public Advisory {
    aliases = List.copyOf(aliases);
    fixed = List.copyOf(fixed);
  }

  @Override
  public String toString() {
    return locked.name()
        + " "
        + locked.version()
        + " has "
        + id
        + (aliases.isEmpty() ? "" : " (" + String.join(", ", aliases) + ")")
        + (summary.isEmpty() ? "" : ": " + summary)
        + (fixed.isEmpty() ? ". No version is fixed" : ". Fixed in " + String.join(", ", fixed));
  }
}
