package org.iccm.api.application;

/**
 * Which side of the wall a test is on: engineers and trainer see the reward group's results only,
 * reported pass rates are the report group's.
 *
 * @since 0.1.0
 */
public enum TestGroup {
  /** Feeds the reward. */
  REWARD,
  /** Feeds the report. */
  REPORT;

  /**
   * The group of a test: by its first path segment or package ({@code reward/}, {@code reward.},
   * {@code report/}, {@code report.}), else by a hash of its id, so that it never changes.
   *
   * @param id the test
   * @return its group
   */
  public static TestGroup of(TestId id) {
    String v = id.value();
    if (v.startsWith("reward/") || v.startsWith("reward.")) {
      return REWARD;
    }
    if (v.startsWith("report/") || v.startsWith("report.")) {
      return REPORT;
    }
    return (Digests.of(v).charAt(0) & 1) == 0 ? REWARD : REPORT;
  }
}
