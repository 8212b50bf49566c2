package org.iccm.harness.archive;

/**
 * How much of an archive is unpacked. What is over a limit is refused, not cut.
 *
 * <p>Immutable and thread-safe.
 *
 * @param archiveBytes largest archive, in bytes; at least 1, below 2 GiB: it is held in memory
 * @param totalBytes largest sum of all files, in bytes; at least 1
 * @param fileBytes largest file, in bytes; at least 1
 * @param entries most entries, directories included; at least 1
 * @param depth most names in a path; at least 1
 * @param ratio how many times larger than packed content may be, once it is over 1 MiB; at least 1
 * @since 0.1.0
 */
public record ArchiveLimits(
    int archiveBytes, long totalBytes, long fileBytes, int entries, int depth, int ratio) {
  /** For applications: 16 MiB packed, 32 MiB unpacked, 4 MiB a file. */
  public static final ArchiveLimits APPLICATION =
      new ArchiveLimits(16 << 20, 32L << 20, 4L << 20, 4_000, 18, 200);

  /** For Python wheels: 64 MiB packed, 256 MiB unpacked, 64 MiB a file. */
  public static final ArchiveLimits WHEEL =
      new ArchiveLimits(64 << 20, 256L << 20, 64L << 20, 20_000, 24, 200);

  /** Checks that each is at least 1. */
  public ArchiveLimits {
    if (archiveBytes < 1
        || totalBytes < 1
        || fileBytes < 1
        || entries < 1
        || depth < 1
        || ratio < 1) {
      throw new IllegalArgumentException("an archive's limits are at least 1 each");
    }
  }
}
