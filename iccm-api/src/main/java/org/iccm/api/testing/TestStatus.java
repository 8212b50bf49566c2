package org.iccm.api.testing;

/**
 * What became of one test.
 *
 * @since 0.1.0
 */
public enum TestStatus {
  /** It passed. */
  PASSED,
  /** An assertion failed. */
  FAILED,
  /** It broke outside an assertion, for example in a fixture or at import. */
  ERROR,
  /** It was skipped; counts as failed where it is in the inventory. */
  SKIPPED,
  /** It was expected and did not run; counts as failed. */
  MISSING
}
